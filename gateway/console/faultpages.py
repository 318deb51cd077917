"""Pages for what went wrong: what happened, what is kept, what to do next; nothing of anybody."""

from typing import Final, NamedTuple

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.languages import Say
from gateway.console.pages import Pages, language

ENDED: Final = "ended"
"""Told to the login page when a login was over."""
STATUS: Final = {"forged_form": 403, "busy": 503, "too_many": 429, "changed": 409, "not_yours": 404}
WAIT_SECONDS: Final = {429: "30", 503: "5"}
FAILED: Final = 500


class Words(NamedTuple):
    """`title` names it, `what` says what happened, `then` what to do next."""

    title: str
    what: str
    then: str


def of(pages: Pages, request: Request, status: int) -> Response:
    """The page of a refusal. Who is not logged in learns the same as everybody."""
    words = said(pages.say, language(request))
    page = pages.render(request, "fault.html", status=status, status_code=status, words=words[status])
    if status in WAIT_SECONDS:
        page.headers["Retry-After"] = WAIT_SECONDS[status]
    return page


def shield(app: FastAPI, say: Say) -> None:
    """What nobody foresaw is logged where it was raised; the console shows a page for it, the rest a line."""
    pages = Pages(say)

    async def failed(request: Request, _error: Exception) -> Response:
        if request.url.path.startswith("/console"):
            return of(pages, request, FAILED)
        return PlainTextResponse("Internal Server Error", FAILED)

    app.add_exception_handler(FAILED, failed)


def said(say: Say, lang: str) -> dict[int, Words]:
    return {**_refused(say, lang), **_unable(say, lang)}


def _refused(say: Say, lang: str) -> dict[int, Words]:
    """What is for somebody else, or for another moment."""
    return {
        403: Words(
            say.ui("Ce formulaire n'est plus valable", lang),
            say.ui("Rien n'a été changé. La page était ouverte depuis trop longtemps, ou ailleurs.", lang),
            say.ui("Revenez à la page, rechargez-la, et recommencez.", lang),
        ),
        404: Words(
            say.ui("Il n'y a rien ici pour vous", lang),
            say.ui(
                "Cette page n'existe pas, n'existe plus, ou n'est pas de votre rôle ni de votre zone.", lang
            ),
            say.ui("Vérifiez l'adresse, ou demandez à qui tient les comptes quel est votre rôle.", lang),
        ),
        409: Words(
            say.ui("Quelqu'un a été plus rapide", lang),
            say.ui(
                "Entre-temps une autre personne a changé la même chose. Votre demande n'a rien fait.", lang
            ),
            say.ui("Rouvrez la page, lisez ce qui s'y trouve maintenant, et décidez.", lang),
        ),
    }


def _unable(say: Say, lang: str) -> dict[int, Words]:
    """What the house cannot do now."""
    return {
        429: Words(
            say.ui("Trop de demandes à la fois", lang),
            say.ui("Cette page a été demandée trop souvent, ou ouverte trop de fois.", lang),
            say.ui("Fermez ce qui ne sert pas, et attendez une demi-minute.", lang),
        ),
        FAILED: Words(
            say.ui("La machine a échoué", lang),
            say.ui("Ce n'est pas de votre faute. Les messages reçus sont en sécurité sur le disque.", lang),
            say.ui("Réessayez une fois ; si cela revient, dites à l'opérateur la page et l'heure.", lang),
        ),
        503: Words(
            say.ui("La maison ne répond pas pour le moment", lang),
            say.ui(
                "La base ou les clés sont occupées. Les messages continuent d'arriver et sont gardés.", lang
            ),
            say.ui("Attendez quelques secondes, et rechargez la page.", lang),
        ),
    }
