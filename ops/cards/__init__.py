"""On paper: the card, the poster and the page for radio presenters (`docs/on-paper.md`).

What stands on them comes from the flows and the catalogues, under the rules of a screen; numbers of services
never do: paper cannot be withdrawn after 180 days (P69).
"""
