"""What somebody is to the house, in words: of the team, and of the console (P44)."""

from collections.abc import Iterable
from typing import Final

from core.languages import Say, ui

ROLES: Final = {
    "relay": ui("relais"),
    "monitor": ui("moniteur"),
    "regional": ui("coordinateur régional"),
    "national": ui("coordinateur national"),
    "verifier": ui("vérificateur"),
    "gbv_focal": ui("point focal"),
    "analyst": ui("analyste"),
    "committee": ui("comité de pilotage"),
    "authority": ui("autorité qui répond"),
    "operator": ui("opérateur de la machine"),
    "auditor": ui("auditeur"),
    "admin": ui("administrateur"),
}


def role(say: Say, name: str, lang: str) -> str:
    """One that was never given a word, in an old line of the journal, keeps its name."""
    return say.ui(ROLES[name], lang) if name in ROLES else name


def roles(say: Say, names: Iterable[str], lang: str) -> str:
    """Several, in one line."""
    return ", ".join(role(say, name, lang) for name in names)
