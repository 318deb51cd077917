"""The page for radio presenters: one text, for the sheet of paper and for `docs/radio.md`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from core.country import Country
from ops.cards.paper import A4, Box, Row, sheet, write
from ops.wording import Wording

MARGIN: Final = 18 * mm


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it. What is to be read out word for word is `aloud`."""

    title: str
    lines: tuple[str, ...]
    aloud: bool = False


def parts(words: Wording, country: Country) -> Sequence[Part]:
    """What a presenter says, never says and does with the weekly bulletin (P1, P4, P9, P66)."""
    code, operator = country.settings.service_code, country.settings.operator_name
    return (_aloud(words, code, operator), _before(words), _never(words), _bulletin(words), _caller(words))


def _aloud(words: Wording, code: str, operator: str) -> Part:
    return Part(
        words.ui("À lire à l'antenne, mot pour mot"),
        (
            words.ui(
                "Avec un téléphone simple, vous pouvez signaler ce qui vous menace: composez {code}.",
                code=code,
            ),
            words.ui(
                "Le service est tenu par {operator}. Il est gratuit;"
                " certains opérateurs refusent l'appel sans crédit.",
                operator=operator,
            ),
            words.ui("Ce n'est pas un numéro d'urgence."),
            words.ui(
                "Un SMS ou un appel USSD peut être vu par l'opérateur et par l'État. Appelez seul, et effacez"
                " ensuite l'appel de votre téléphone."
            ),
            words.ui("Ne dites pas votre nom, ni celui de quelqu'un d'autre."),
            words.ui("Pour ne plus recevoir de SMS, écrivez STOP. Pour tout effacer, écrivez EFFACER."),
        ),
        aloud=True,
    )


def _before(words: Wording) -> Part:
    return Part(
        words.ui("Avant l'émission"),
        (
            words.ui("Appelez vous-même le code, jusqu'au premier écran: il doit répondre."),
            words.ui(
                "Dites d'abord le code, puis ce qu'il ne peut pas cacher."
                " Ne promettez rien de plus que ce texte."
            ),
            words.ui(
                "Une traduction se lit quand quelqu'un qui parle la langue l'a relue."
                " Sinon, lisez le français."
            ),
        ),
    )


def _never(words: Wording) -> Part:
    return Part(
        words.ui("Jamais à l'antenne"),
        (
            words.ui(
                "Aucun signalement d'une personne, aucun village, aucun jour:"
                " la région et la semaine suffisent."
            ),
            words.ui("Aucun nom de groupe armé ni de communauté, aucun nom de personne."),
            words.ui(
                "Aucune alerte que le bureau n'a pas vérifiée, aucune rumeur, même pour la démentir soi-même."
            ),
            words.ui("Aucun numéro de service que le bureau n'a pas appelé ces six derniers mois."),
            words.ui("N'invitez personne à dire à l'antenne qu'il a signalé, ni ce qu'il a signalé."),
        ),
    )


def _bulletin(words: Wording) -> Part:
    return Part(
        words.ui("Le bulletin de la semaine"),
        (
            words.ui(
                "Il vient du bureau, approuvé par un vérificateur. Lisez-le comme il est, sans y ajouter."
            ),
            words.ui("« NON RELU » veut dire que personne n'a relu la traduction: ne la lisez pas."),
            words.ui("Terminez par: si un fait dit réglé ne l'est pas, dites-le en composant le code."),
        ),
    )


def _caller(words: Wording) -> Part:
    return Part(
        words.ui("Si un auditeur raconte un fait en direct"),
        (
            words.ui("Coupez avec douceur: ici on peut vous reconnaître, composez plutôt le code."),
            words.ui("Ne demandez ni son nom, ni son village, ni qui l'a fait. Ne gardez pas son numéro."),
            words.ui("S'il est en danger, donnez-lui hors antenne le contact du bureau."),
        ),
    )


def markdown(words: Wording, country: Country) -> str:
    """The page as it stands in the documentation."""
    rows = [f"# {words.ui('Pour qui parle à la radio')}", ""]
    for part in parts(words, country):
        mark = "> " if part.aloud else "- "
        rows += [f"## {part.title}", "", *_listed(part, mark), ""]
    return "\n".join(rows)


def _listed(part: Part, mark: str) -> list[str]:
    lines = [f"{mark}{line}" for line in part.lines]
    return [row for line in lines for row in (line, ">")][:-1] if part.aloud else lines


def page(words: Wording, country: Country) -> bytes:
    """One page of A4."""
    title = words.ui("Pour qui parle à la radio")
    canvas, into = sheet(A4, title)
    rows = [Row(title, 17, bold=True)]
    for part in parts(words, country):
        rows.append(Row(part.title, 12, bold=True, gap=11))
        rows += [
            Row(line, 12 if part.aloud else 10, gap=4, prefix="" if part.aloud else "–  ")
            for line in part.lines
        ]
    write(canvas, Box(MARGIN, A4[1] - MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN), rows)
    canvas.showPage()
    canvas.save()
    return into.getvalue()
