"""Which passwords are taken: long and not easily guessed; nothing is asked of their letters (ASVS 6.2)."""

from typing import Final, Literal

SHORTEST: Final = 12
LONGEST: Final = 256
LOOKED_AT: Final = 72
"""What lies behind this many letters makes none easier to guess."""
ENOUGH: Final = 3
"""Of zxcvbn's 0 to 4: more than 10^8 guesses by common passwords, names, words, dates and keyboards."""
HOUSE: Final = (
    *("lasomi", "wanep", "mali", "bamako", "sahel", "console", "moniteur", "alerte", "passe", "motdepasse"),
    *("azerty", "azertyuiop", "qsdfghjklm", "bonjour", "soleil", "motdepasse123"),
)
"""What people here would try first."""
Fault = Literal["", "too_short", "too_long", "too_common"]


def fault(password: str, login: str = "") -> Fault:
    """Why a password is not taken; empty when it is."""
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    from zxcvbn import zxcvbn

    guessed = zxcvbn(password[:LOOKED_AT], user_inputs=[login, *HOUSE])
    return "" if guessed["score"] >= ENOUGH else "too_common"
