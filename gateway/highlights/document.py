"""The nine sections of a week in one language, and its two formats."""

from typing import Final

from gateway.feeds.voice import Voice
from gateway.highlights import followed, incidents, markdown, markup, warned
from gateway.highlights.blocks import Document
from gateway.highlights.facts import Facts
from gateway.house import House

LANGUAGES: Final = ("fr", "en")
FORMATS: Final = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8"}
DRAWINGS: Final = ("incidents", "regions", "alerts")
SVG: Final = "image/svg+xml"


def document(house: House, facts: Facts, lang: str, *, approved_by: str = "") -> Document:
    """`approved_by` names who let it go; without a name it is a draft, and says so."""
    voice = Voice(house.say, house.country, lang)
    return Document(
        lang=lang,
        week=facts["week"],
        title=voice.ui(
            "Faits saillants de la semaine {week} ({days}), {country}",
            week=facts["week"],
            days=voice.days(facts["week"]),
            country=voice.place(house.country.code.upper()),
        ),
        state=_state(voice, approved_by),
        sections=[
            incidents.brief(voice, facts),
            incidents.regions(voice, facts),
            warned.alerts(voice, facts),
            warned.anomalies(voice, facts),
            warned.completeness(voice, facts),
            followed.governance(voice, facts),
            followed.commitments(voice, facts),
            followed.cases(voice, facts),
            followed.limits(voice, facts),
        ],
    )


def written(said: Document, form: str) -> str:
    """As Markdown (`md`) or as a page that can be pasted into a word processor (`html`)."""
    return markdown.text(said, prefix(said)) if form == "md" else markup.page(said)


def prefix(said: Document) -> str:
    """How the files of this document begin: the Markdown names its drawings by it."""
    return f"lasomi-{said.week}-{said.lang}"


def _state(voice: Voice, approved_by: str) -> str:
    if approved_by:
        return voice.ui("Approuvé pour diffusion par {name}.", name=approved_by)
    return voice.ui("BROUILLON : ne pas diffuser avant qu'une personne l'approuve de son nom.")
