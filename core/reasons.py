"""Why something leaves the circle of staff, or is taken back: a word each, no text in the audit (P52)."""

from typing import Final

RELEASE: Final = frozenset({"protect", "prepare", "asked", "deny"})
COUNTER: Final = frozenset({"danger", "tension", "mistrust", "asked"})
BULLETIN: Final = frozenset({"weekly", "asked", "meeting"})
WITHDRAW: Final = frozenset({"mistake", "protect", "double", "elsewhere"})
SET_ASIDE: Final = "aside"
"""Of a case that nobody has to answer, because its event was set aside with a flood."""
MOVED: Final = "moved"
"""Of an event that did not happen where people were alerted: its only report was put elsewhere."""
ROWS: Final = frozenset({"study", "response", "check", "asked"})
"""Why somebody needs single rows: a study, to prepare help, to check our figures, a partner asked (P50)."""
TURN: Final = frozenset({"visit", "witness", "mistake"})

CHANNELS: Final = frozenset({"mouth", "phone", "network", "radio", "market", "sermon", "other"})
RISKS: Final = frozenset({"minor", "moderate", "major"})
ENGAGEMENTS: Final = frozenset({"none", "relays", "radio", "elders", "authority", "faith"})
ENDS: Final = frozenset({"fading", "going_on", "harm", "over"})
"""How a rumour ended, in the log (`alerts.md` §11)."""
