"""The look of the console: templates, languages, and headers that let nothing foreign in (P49, P79)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from core.languages import Say
from gateway.console import periodwords
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
EVENTS = "/console/events"
"""Where the script of a page hears that a part of it has changed."""
MEDIA = {".css": "text/css", ".js": "text/javascript"}
BOOT = "boot.js"
"""The one script that a page names; it fetches the others when the page stands."""
PLAIN = frozenset({"tasks.html", "task.html", "task_step_up.html"})
"""Pages of the protected lane: no script stands beside such a text."""
LANGUAGES = ("fr", "en")


class Pages:
    """Renders a page in French, or in English where the visitor asks for it."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )
        found = sorted(each for each in (HERE / "static").iterdir() if each.suffix in MEDIA)
        self.files = {each.name: each.read_text(encoding="utf-8") for each in found}
        self.scripts = tuple(name for name in self.files if name.endswith(".js") and name != BOOT)

    def render(self, request: Request, name: str, *, status: int = 200, **told: Any) -> HTMLResponse:
        lang = language(request)
        known: Mapping[str, Any] = {
            "lang": lang,
            "account": None,
            "csrf": "",
            "ui": self.speaker(lang),
            "when": lambda period: periodwords.said(self.say, period, lang),
            "scripts": () if name in PLAIN else self.scripts,
            "events": EVENTS,
            "address": request.url.path,
            "said_otherwise": otherwise(request, lang),
            **told,
        }
        headers = dict(WITH_SCRIPT if known["account"] and known["scripts"] else HEADERS)
        return HTMLResponse(self._templates.get_template(name).render(known), status, headers=headers)

    def speaker(self, lang: str) -> Any:
        """`ui` of the templates: our wording in one language."""
        return lambda sentence: self.say.ui(sentence, lang)


def language(request: Request) -> str:
    """`?lang=` first, then what the browser asks for, then French."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(request)


def otherwise(request: Request, lang: str) -> str:
    """The same page in the other language, with everything else that was asked of it."""
    asked = {name: value for name, value in request.query_params.items() if name not in {"lang", "told"}}
    return "?" + urlencode({**asked, "lang": "en" if lang == "fr" else "fr"})


def there(request: Request, path: str, **told: str) -> RedirectResponse:
    """After a form, a page that may be read again; the language goes along."""
    query = urlencode({"lang": language(request), **told})
    return RedirectResponse(f"{path}?{query}", 303, headers=dict(HEADERS))
