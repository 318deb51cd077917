"""`lasomi panic`: a phrase is typed, and no key is left."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from core.errors import LasomiError
from gateway.alarm import PHRASE, sound
from gateway.clock import open_clock
from gateway.settings import Settings
from ops.wording import wording


def alarm(settings: Settings, typed: str, by: str) -> Mapping[str, Any]:
    """Destroys every key; how many, in how many seconds, and whether the audit has a line of it.

    Raises LasomiError.
    """
    try:
        return asdict(sound(settings, open_clock(settings)(), typed, by, "operator"))
    except LasomiError as error:
        if error.code != "phrase":
            raise
        sentence = wording().ui("la phrase n'est pas celle-ci: «{phrase}»; rien n'est détruit", phrase=PHRASE)
        raise LasomiError("phrase", sentence) from None
