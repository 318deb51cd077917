"""What the twenty-first migration adds: a table, and nothing else, so that old workers run beside it."""
