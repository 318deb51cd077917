"""The words that pages, sections and plots share: places, numbers, what is said of a hidden one (§12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.country import Country
from core.forms import day
from core.languages import Say
from core.periods import bounds
from gateway.feeds.counts import label

FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. French is the source of every sentence."""

    say: Say
    country: Country
    lang: str

    def ui(self, sentence: str, **values: object) -> str:
        return self.say.ui(sentence, self.lang, **values)

    def place(self, code: str) -> str:
        unit = self.country.gazetteer.get(code)
        return unit.name if unit else self.country.name.get(self.lang) or self.country.name[FRENCH]

    def category(self, code: str) -> str:
        """Code and words of a category, or the words of a group of them."""
        return f"{code} {label(self.country, code, self.lang)}" if len(code) > 1 else self.group(code)

    def group(self, code: str) -> str:
        """A group by its first digit; one without words of its own is its only category."""
        known = code if code in self.country.taxonomy.groups else f"{code}0"
        return f"{code}x {label(self.country, known, self.lang)}"

    def authority(self, key: str) -> str:
        known = self.country.authorities[key].label
        return known.get(self.lang) or known[FRENCH]

    def indicator(self, key: str) -> str:
        known = self.country.indicator(key)
        return key if known is None else known.name.get(self.lang) or known.name[FRENCH]

    def number(self, n: Any) -> str:
        """A number, or that it is not published: never that it is small."""
        if n is None:
            return self.hidden
        text = f"{n:g}" if isinstance(n, float) else str(n)
        return text.replace(".", ",") if self.lang == FRENCH else text

    def days(self, week: str) -> str:
        """The first and the last day of an ISO week."""
        first, last = bounds(week)
        return f"{day(first, self.lang)} – {day(last, self.lang)}"

    @property
    def hidden(self) -> str:
        return self.ui("non publié")

    def minutes(self, seconds: float | None) -> str:
        if seconds is None:
            return self.hidden
        return self.ui("{n} min", n=self.number(round(seconds / 60, 1)))

    @property
    def steps(self) -> Mapping[str, str]:
        """From what to what a delay is measured."""
        return {
            "receipt_to_alert": self.ui("de la réception à l'alerte"),
            "alert_to_acknowledgement": self.ui("de l'alerte à l'accusé de réception"),
            "acknowledgement_to_act": self.ui("de l'accusé de réception à la saisie d'une autorité"),
            "alert_to_closure": self.ui("de l'alerte à la clôture"),
            "false_to_counter": self.ui("du verdict FAUX au contre-message"),
            "to_alert": self.ui("de l'événement à l'alerte"),
            "to_acknowledgement": self.ui("de l'alerte à l'accusé de réception"),
        }

    def people(self, dimension: str, group: str) -> str:
        """A group of those who answered; of the ages and the languages, their own names."""
        known = {
            "all": self.ui("tous ensemble"),
            "f": self.ui("femmes"),
            "m": self.ui("hommes"),
            "displaced": self.ui("personnes déplacées"),
            "not_displaced": self.ui("personnes non déplacées"),
            "ussd": self.ui("par appel USSD"),
            "sms": self.ui("par SMS"),
            "assisted": self.ui("avec l'aide d'un relais"),
            "fr": self.ui("en français"),
            "bm": self.ui("en bambara"),
            "taq": self.ui("en tamasheq"),
        }
        return known.get(group) or (self.ui("{ages} ans", ages=group) if dimension == "age" else group)

    @property
    def statistics(self) -> Mapping[str, str]:
        return {"median": self.ui("médiane"), "p90": self.ui("90e centile")}

    def percent(self, share: float) -> str:
        """A whole percent: finer than that is not believed."""
        return f"{round(share * 100)} %" if self.lang == FRENCH else f"{round(share * 100)}%"
