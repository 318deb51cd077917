"""The thirty days of a simulated house: what happens in it, who reads what, what was true (P58)."""
