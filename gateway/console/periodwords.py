"""A bin of time as people say it; an id and an address keep `2026-W42` (`core/periods.py`)."""

from core.languages import Say


def said(say: Say, period: str, lang: str) -> str:
    """`semaine 42 de 2026`, `trimestre 3 de 2026`; what is neither stays as it is."""
    year, _, rest = period.partition("-")
    number = rest[1:].removesuffix("w").lstrip("0")
    if rest.startswith("W"):
        return say.ui("semaine {n} de {year}", lang, n=number, year=year)
    if rest.startswith("Q"):
        return say.ui("trimestre {n} de {year}", lang, n=number, year=year)
    return period
