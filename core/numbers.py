"""Phone numbers: every spelling becomes E.164; the prefix gives the operator (`channels.md` §15).

Which country is home is an argument. Mali has a plan of its own, newer than what libphonenumber has of it;
any other country is read by libphonenumber's: a country that is added needs nothing here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import phonenumbers

NumberKind = Literal["mobile", "fixed", "toll_free", "unknown"]
Unusable = Literal["no_sender", "bad_number", "operator_message"]

REGION: Final = "ML"
CALLING_CODE: Final = 223
NATIONAL_DIGITS: Final = 8

# Longest prefix first within an operator is not needed: no prefix of this plan begins another.
PLAN: Final[tuple[tuple[str, NumberKind, str], ...]] = (
    (r"5[0-3]", "mobile", "telecel"),
    (r"6\d|89|9[5-9]", "mobile", "malitel"),
    (r"7\d|8[2-5]|9[0-4]", "mobile", "orange"),
    (r"2001|2079|217", "mobile", "unknown"),
    (r"202|207[0-8]|212[67]|21[45689]|40[0-4]|44[1-69]", "fixed", "unknown"),
    (r"80", "toll_free", "unknown"),
)
_PLAN = tuple((re.compile(prefix), kind, operator) for prefix, kind, operator in PLAN)
_KINDS: Final[Mapping[int, NumberKind]] = {
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE: "fixed",
    phonenumbers.PhoneNumberType.TOLL_FREE: "toll_free",
}
_SHORT_CODE = re.compile(r"\d{2,6}")
_NAMED = re.compile(rf"\+{CALLING_CODE}([1-9][0-9]{{{NATIONAL_DIGITS - 1}}})")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A sender that can be a person. `region` is the ISO code of its country; `foreign`: not home."""

    e164: str
    operator: str
    kind: NumberKind
    region: str = REGION
    foreign: bool = False


def read_number(text: str, home: str = REGION) -> Number | Unusable:
    """The number in a provider's field, or why it cannot be a person's.

    `home`: the ISO code of the country that is served (`number_region` of its pack). Short codes and
    alphanumeric senders are `operator_message`: never a reporter, never answered.
    """
    written = re.sub(r"^\s*tel:", "", text[: _LONGEST + 1], flags=re.IGNORECASE).strip()
    if not written:
        return "no_sender"
    if len(written) > _LONGEST:
        return "bad_number"
    if any(letter.isalpha() for letter in written) or _SHORT_CODE.fullmatch(written):
        return "operator_message"
    if home == REGION and (named := _NAMED.fullmatch(written)):  # as every provider writes it (0.1 ms less)
        return _malian(named[1], named=True)
    return _parsed(written, home)


def _parsed(written: str, home: str) -> Number | Unusable:
    try:
        parsed = phonenumbers.parse(written, home)
    except phonenumbers.NumberParseException:
        return "bad_number"
    if parsed.country_code == phonenumbers.country_code_for_region(home):
        named = str(parsed.country_code) in written
        if home == REGION:
            return _malian(str(parsed.national_number), named=named)
        return _at_home(parsed, home, named=named)
    region = phonenumbers.region_code_for_number(parsed)
    if region is None or len(region) != 2 or not region.isalpha():
        return "bad_number"
    return Number(_e164(parsed), "unknown", "unknown", region, foreign=True)


def _at_home(parsed: phonenumbers.PhoneNumber, home: str, *, named: bool) -> Number | Unusable:
    """By the metadata of libphonenumber; `named` as in Mali: plans change before the metadata do."""
    if not phonenumbers.is_possible_number(parsed):
        return "bad_number"
    kind = _KINDS.get(phonenumbers.number_type(parsed), "unknown")
    if kind == "unknown" and not named:
        return "bad_number"
    return Number(_e164(parsed), _carrier(parsed), kind, home)


def _carrier(parsed: phonenumbers.PhoneNumber) -> str:
    """The operator in one small word, `moov`; its table is loaded only where it is asked for."""
    from phonenumbers import carrier

    name = carrier.name_for_number(parsed, "en").split()
    return name[0].lower() if name else "unknown"


def _malian(national: str, *, named: bool) -> Number | Unusable:
    """`named`: the country was written out; then any eight digits are a sender, for plans change."""
    if len(national) != NATIONAL_DIGITS:
        return "bad_number"
    kind, operator = _planned(national)
    if kind == "unknown" and not named:
        return "bad_number"
    return Number(f"+{CALLING_CODE}{national}", operator, kind)


def _planned(national: str) -> tuple[NumberKind, str]:
    for prefix, kind, operator in _PLAN:
        if prefix.match(national):
            return kind, operator
    return "unknown", "unknown"


def _e164(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def region_of(e164: str) -> str | None:
    """The ISO code of a number's country; None when it has none."""
    number = read_number(e164)
    return number.region if isinstance(number, Number) else None


def masked(e164: str) -> str:
    """What a page may show where a number must be pointed at (P15): `+223••••••45`."""
    return f"{e164[:4]}{'•' * max(len(e164) - 6, 0)}{e164[-2:]}"
