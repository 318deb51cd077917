"""Pages for what went wrong: what happened, what is kept, what to do next; nothing of anybody."""

from typing import Final, NamedTuple

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core.languages import Say, ui
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


WORDS: Final = {
    403: Words(
        ui("Ce formulaire n'est plus valable"),
        ui("Rien n'a été changé. La page était ouverte depuis trop longtemps, ou ailleurs."),
        ui("Revenez à la page, rechargez-la, et recommencez."),
    ),
    404: Words(
        ui("Il n'y a rien ici pour vous"),
        ui("Cette page n'existe pas, n'existe plus, ou n'est pas de votre rôle ni de votre zone."),
        ui("Vérifiez l'adresse, ou demandez à qui tient les comptes quel est votre rôle."),
    ),
    409: Words(
        ui("Quelqu'un a été plus rapide"),
        ui("Entre-temps une autre personne a changé la même chose. Votre demande n'a rien fait."),
        ui("Rouvrez la page, lisez ce qui s'y trouve maintenant, et décidez."),
    ),
    429: Words(
        ui("Trop de demandes à la fois"),
        ui("Cette page a été demandée trop souvent, ou ouverte trop de fois."),
        ui("Fermez ce qui ne sert pas, et attendez une demi-minute."),
    ),
    FAILED: Words(
        ui("La machine a échoué"),
        ui("Ce n'est pas de votre faute. Les messages reçus sont en sécurité sur le disque."),
        ui("Réessayez une fois ; si cela revient, dites à l'opérateur la page et l'heure."),
    ),
    503: Words(
        ui("La maison ne répond pas pour le moment"),
        ui("La base ou les clés sont occupées. Les messages continuent d'arriver et sont gardés."),
        ui("Attendez quelques secondes, et rechargez la page."),
    ),
}


def of(pages: Pages, request: Request, status: int) -> Response:
    """The page of a refusal. Who is not logged in learns the same as everybody."""
    words = said(pages.say, status, language(request))
    page = pages.render(request, "fault.html", status=status, status_code=status, words=words)
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


def said(say: Say, status: int, lang: str) -> Words:
    return Words(*(say.ui(words, lang) for words in WORDS[status]))
