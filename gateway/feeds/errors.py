"""The one error shape: `{"error": {"code", "message", "hint"}}`, in the caller's French or English."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from core.errors import LasomiError
from core.languages import Say
from gateway.auth import Refused

STATUS = {
    "no_key": 401,
    "wrong_key": 401,
    "wrong_scope": 403,
    "wrong_level": 403,
    "not_found": 404,
    "wrong_method": 405,
    "too_many_requests": 429,
}
BAD_REQUEST = 400
FORBIDDEN = 403
UNAVAILABLE = 503


class Faulty(LasomiError):
    """A request that cannot be answered. `values` fill the sentences of its code."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.values = values


def language_of(request: Request) -> str:
    """`fr` or `en`: the first of the two that the caller accepts, French when neither is named."""
    for accepted in request.headers.get("accept-language", "").lower().split(","):
        tongue = accepted.split(";")[0].strip()[:2]
        if tongue in {"fr", "en"}:
            return tongue
    return "fr"


def error_route(say: Say) -> type[APIRoute]:
    """A class of routes whose every refusal has the error shape."""

    class ErrorRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            answer = super().get_route_handler()

            async def shaped(request: Request) -> Response:
                try:
                    told = await answer(request)
                except (RequestValidationError, LasomiError) as error:
                    told = refusal(say, request, await _noted(request, error))
                if request.method == "HEAD":
                    told.body = b""  # its Content-Length stays that of the body
                return told

            return shaped

    return ErrorRoute


def refusal(say: Say, request: Request, error: RequestValidationError | LasomiError) -> Response:
    code, values = _read(error)
    message, hint = _sentences(say, code, language_of(request), values)
    body = {"error": {"code": code, "message": message, "hint": hint}}
    return Response(
        json.dumps(body, ensure_ascii=False),
        _status(code),
        media_type="application/json",
        headers=_headers(code, error),
    )


async def _noted(
    request: Request, error: RequestValidationError | LasomiError
) -> RequestValidationError | LasomiError:
    """The error, once what is not this key's has its line in the audit; else the one that kept it from it."""
    if _status(_read(error)[0]) != FORBIDDEN:
        return error
    try:
        await asyncio.to_thread(request.state.denied)
    except LasomiError as away:
        return away
    return error


def _status(code: str) -> int:
    return UNAVAILABLE if code == "unavailable" else STATUS.get(code, BAD_REQUEST)


def _headers(code: str, error: Exception) -> dict[str, str]:
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Authorization"}
    if _status(code) == STATUS["no_key"]:
        headers["WWW-Authenticate"] = 'Bearer realm="lasomi"'
    if isinstance(error, Refused) and error.wait_seconds:
        headers["Retry-After"] = str(error.wait_seconds)
    elif code == "unavailable":
        headers["Retry-After"] = "2"
    elif code == "wrong_method":
        headers["Allow"] = "GET, HEAD"
    return headers


def _read(error: RequestValidationError | LasomiError) -> tuple[str, Mapping[str, str]]:
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        name = str(first["loc"][-1])
        return ("unknown_parameter" if first["type"] == "extra_forbidden" else "bad_parameter"), {
            "name": name
        }
    if isinstance(error, Faulty):
        return error.code, error.values
    if isinstance(error, Refused):
        return error.code, {"scopes": ", ".join(error.scopes), "seconds": str(error.wait_seconds)}
    if error.retryable:
        return "unavailable", {}
    raise error


def _sentences(say: Say, code: str, lang: str, values: Mapping[str, str]) -> tuple[str, str]:
    message, hint = {**_of_keys(say, lang), **_of_requests(say, lang)}[code]
    return message.format_map(values), hint.format_map(values)


def _of_keys(say: Say, lang: str) -> dict[str, tuple[str, str]]:
    present = say.ui(
        "Envoyez l'en-tête « Authorization: Bearer CLÉ » avec une clé en cours de validité.", lang
    )
    return {
        "no_key": (say.ui("Il manque une clé d'accès.", lang), present),
        "wrong_key": (say.ui("Cette clé est inconnue, expirée ou révoquée.", lang), present),
        "wrong_scope": (
            say.ui("Cette clé n'ouvre pas cette page.", lang),
            say.ui("Il faut une clé de portée : {scopes}. Les lignes demandent deux personnes.", lang),
        ),
        "wrong_level": (
            say.ui("Cette clé n'ouvre pas ce niveau.", lang),
            say.ui("Niveaux de cette clé : {levels}.", lang),
        ),
        "too_many_requests": (
            say.ui("Trop de demandes avec cette clé.", lang),
            say.ui("Réessayez dans {seconds} secondes.", lang),
        ),
    }


def _of_requests(say: Say, lang: str) -> dict[str, tuple[str, str]]:
    documented = say.ui("Les valeurs possibles sont décrites à l'adresse /v1/docs.", lang)
    return {
        "bad_parameter": (say.ui("La valeur du paramètre « {name} » n'est pas valable.", lang), documented),
        "unknown_parameter": (say.ui("Le paramètre « {name} » n'existe pas ici.", lang), documented),
        "unknown_place": (
            say.ui("Le lieu « {name} » n'existe pas dans cette édition.", lang),
            say.ui("Les codes sont à l'adresse /v1/places.", lang),
        ),
        "not_open": (
            say.ui("La période « {name} » n'est pas encore publiée.", lang),
            say.ui(
                "Une période paraît quand elle est close : une semaine après un délai, un trimestre entier.",
                lang,
            ),
        ),
        "not_found": (say.ui("Il n'y a rien à cette adresse.", lang), documented),
        "wrong_method": (say.ui("Cette adresse se lit avec GET.", lang), documented),
        "unavailable": (
            say.ui("Le service ne répond pas pour le moment.", lang),
            say.ui("Réessayez dans quelques secondes.", lang),
        ),
    }
