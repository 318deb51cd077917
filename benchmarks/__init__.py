"""What the house can bear, measured: loads, faults, figures. Not shipped; nothing imports it."""
