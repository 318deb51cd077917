"""The code that binds a SIM to a person of the roster, and what is heard when it did.

Whoever serves texts it from the SIM, so that nobody types a number: `CODE 4829 1376`.
"""

import re
import secrets
from typing import Final

from core.text import plain_digits, strict_key

DIGITS: Final = 8
ENROLLED: Final = "Inscription faite. AIDE=liste des commandes."
PIN_MISSING: Final = "Il manque votre PIN: VRAI ou FAUX, le numéro, puis le PIN."
PIN_WRONG: Final = "PIN incorrect. Rien n'est changé."
PIN: Final = re.compile(r"\d{4,6}")
_CODE: Final = re.compile(r"code ?((?:\d ?){7}\d)")


def fresh_code() -> str:
    """Eight random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def spoken(code: str) -> str:
    """As it is read aloud and written by hand: `4829 1376`."""
    return f"{code[:4]} {code[4:]}"


def read_code(text: str) -> str | None:
    """The code of a text, or None; case and spaces do not matter."""
    found = _CODE.fullmatch(strict_key(plain_digits(text)))
    return found[1].replace(" ", "") if found else None
