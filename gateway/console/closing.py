"""What the pages that close the loop share: a command asked, and its fate in words (`alerts.md` §11)."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from core.languages import Say
from gateway.console import commands
from gateway.console.desk import Desk
from gateway.console.visitors import Visitor

Route = tuple[str, Callable[[Request], Awaitable[Response]], str]


class Closing(Desk):
    """The base of the pages of cases, rumours and bulletins."""

    async def asked(self, who: Visitor, verb: str, **about: Any) -> str:
        """`done`, `waiting`, or why it was refused, in one word."""
        fate = await commands.ask(self.house, commands.command(self.house, who, verb, **about), self.patience)
        told = commands.became(fate)
        return fate.reason or told if fate and told == "refused" else told

    def told(self, word: str, lang: str) -> str:
        """The sentence for a fate; an unknown word says nothing."""
        return outcomes(self.house.say, lang).get(word, "")


def outcomes(say: Say, lang: str) -> Mapping[str, str]:
    return {
        "done": say.ui("C'est fait.", lang),
        "waiting": say.ui("C'est noté ; l'effet se verra dans un instant.", lang),
        "refused": say.ui("Refusé.", lang),
        "unknown": say.ui("Refusé : ce n'est pas dans votre zone, ou ce n'est plus là.", lang),
        **_words(say, lang),
        **_rules(say, lang),
    }


def _words(say: Say, lang: str) -> Mapping[str, str]:
    """Why a sentence may not leave."""
    return {
        "empty": say.ui("Écrivez la phrase.", lang),
        "too_long": say.ui("La phrase est trop longue : elle doit tenir dans un SMS.", lang),
        "names_somebody": say.ui("La phrase nomme quelqu'un, ou contient un numéro.", lang),
        "never_said": say.ui("La phrase contient un mot qui met des gens en danger.", lang),
        "quotes_a_report": say.ui("La phrase reprend les mots d'un message : dites-la autrement.", lang),
    }


def _rules(say: Say, lang: str) -> Mapping[str, str]:
    """Why something may not be done."""
    return {
        "no_authority": say.ui("Choisissez une autorité et son unité.", lang),
        "no_place": say.ui("Le lieu n'est pas connu : rien ne peut être confié.", lang),
        "elsewhere": say.ui("Cette autorité n'a pas ce lieu dans son unité.", lang),
        "never": say.ui("Ce sujet ne se confie à aucune autorité.", lang),
        "about_unsaid": say.ui("Dites quelle autorité est en cause.", lang),
        "party": say.ui("Cette autorité est en cause : une autre doit répondre.", lang),
        "not_above": say.ui("Choisissez une autorité au-dessus de celle qui a déjà été saisie.", lang),
        "nothing_asked": say.ui("Dites ce qui est demandé.", lang),
        "referred_already": say.ui("Cette autorité en est déjà saisie.", lang),
        "answered_already": say.ui("Une première réponse est déjà notée.", lang),
        "closed_already": say.ui("L'affaire est déjà close.", lang),
        "switch_on": say.ui("Ce cercle est coupé : rien n'en sort.", lang),
        "reason_unsaid": say.ui("Choisissez une raison.", lang),
        "changed": say.ui("Le bulletin a changé depuis votre lecture : relisez-le.", lang),
        "approved_already": say.ui("Ce bulletin est déjà parti.", lang),
        "said_already": say.ui("Ce démenti est déjà dit.", lang),
        "not_yet": say.ui("Il est trop tôt : trois jours après la fin de la semaine.", lang),
    }
