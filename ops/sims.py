"""SIM cards of nobody, for exercises (P81): those of the page in Mali, elsewhere libphonenumber's example."""

from typing import Final

import phonenumbers

from core.country import load_facts
from core.errors import Fault, Misconfigured

MALI: Final = ("+223760000", "+223500000")
DRAWER: Final = (91, 92, 3, *range(1, 10))
"""How they lie in the drawer of the handsets: two of nobody's, a monitor's of a sample day, the rest."""


def stems(country: str) -> tuple[str, ...]:
    """What the made-up numbers of a country begin with, before two digits. Raises Misconfigured."""
    region = load_facts(country).number_region
    if region == "ML":
        return MALI
    mobile = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if mobile is None:
        remedy = f"libphonenumber has no mobile phone of {region!r}: write the ISO code of the country"
        raise Misconfigured(Fault("country.yaml", "number_region", remedy))
    whole = phonenumbers.format_number(mobile, phonenumbers.PhoneNumberFormat.E164)
    return (f"{whole[:-6]}0000",)


def first(country: str) -> str:
    """The phone that is in one's hand unless another is named."""
    return f"{stems(country)[0]}01"


def drawer(country: str) -> tuple[str, ...]:
    """Those that the page of the handsets offers; in Mali the telco knows them."""
    stem, *more = stems(country)
    return () if more else tuple(dict.fromkeys(f"{stem}{last:02d}" for last in DRAWER))


def strangers(country: str) -> tuple[str, ...]:
    """Those that have never called, the last ones first."""
    return tuple(f"{stem}{last:02d}" for stem in reversed(stems(country)) for last in range(99, 10, -1))
