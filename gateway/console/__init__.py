"""The monitors' and analysts' pages: French by default, codes only."""
