"""What the twenty-second migration adds. Old workers run beside it: nothing is removed or renamed."""
