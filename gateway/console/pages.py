"""The look of the console: templates, languages, and headers that let nothing foreign in (P49, P79)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from core.languages import Say
from gateway.feeds.errors import language_of

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
}
WITH_SCRIPT = HEADERS | {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"] + "; script-src 'self'; connect-src 'self'"
}
"""Of a page with a script: its own file, which asks nobody but us."""
SCRIPTED = frozenset({"alerts.html"})
LANGUAGES = ("fr", "en")


class Pages:
    """Renders a page in French, or in English where the visitor asks for it."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        self.css = (HERE / "static" / "console.css").read_text(encoding="utf-8")
        self.board = (HERE / "static" / "board.js").read_text(encoding="utf-8")

    def render(self, request: Request, name: str, *, status: int = 200, **told: Any) -> HTMLResponse:
        lang = language(request)
        known: Mapping[str, Any] = {
            "lang": lang,
            "account": None,
            "csrf": "",
            "ui": self.speaker(lang),
            **told,
        }
        headers = dict(WITH_SCRIPT if name in SCRIPTED else HEADERS)
        return HTMLResponse(self._templates.get_template(name).render(known), status, headers=headers)

    def speaker(self, lang: str) -> Any:
        """`ui` of the templates: our wording in one language."""
        return lambda sentence: self._say.ui(sentence, lang)


def language(request: Request) -> str:
    """`?lang=` first, then what the browser asks for, then French."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(request)


def there(request: Request, path: str, **told: str) -> RedirectResponse:
    """After a form, a page that may be read again; the language goes along."""
    query = urlencode({"lang": language(request), **told})
    return RedirectResponse(f"{path}?{query}", 303, headers=dict(HEADERS))
