"""What the twentieth migration adds: indices, and nothing else, so that old workers run beside it."""
