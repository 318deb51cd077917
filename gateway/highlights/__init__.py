"""WANEP's weekly highlights: one ISO week in nine sections, French and English (`standards.md` §7)."""
