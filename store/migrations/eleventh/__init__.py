"""What the eleventh migration adds: when staff serves, who stands in, their ties, their SIM."""
