"""What a browser is told and given: nothing foreign, no script or style inside a page, no frame (P49)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import httpx
import pytest

from gateway.headers import STRICT
from tests.gateway.line import PUBLIC
from tests.protection.authz_house import TABLE, Authz, named

READ = [page for page in TABLE["console"] if page["at"].startswith("GET") and page["opens"]]
PRIVATE: Final = {name.decode(): value.decode() for name, value in STRICT}
LEADS: Final = frozenset(
    {"href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href", "background"}
)
FOREIGN: Final = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
IN_CSS: Final = re.compile(r"url\(|@import|expression\(", re.IGNORECASE)


class Faults(HTMLParser):
    """What must not stand in a page: an address of somebody else, a handler, a style, a script of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        named = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in named if name.startswith("on") or name == "style"]
        self.found += [
            f"{name}={said}" for name, said in attrs if name in LEADS and FOREIGN.match(said or "")
        ]
        if tag == "style" or (tag == "script" and not named.get("src")):
            self.found.append(f"<{tag}>")
        if (named.get("http-equiv") or "").lower() == "refresh" and re.search(
            r"url=\s*(?:\w+:|//)", named.get("content") or ""
        ):
            self.found.append("refresh")


def faults(page: str) -> list[str]:
    parser = Faults()
    parser.feed(page)
    return parser.found


def pages(authz: Authz) -> Iterator[tuple[str, httpx.Response]]:
    """Every page of the console for the first who may read it, the door and the page of the feed."""
    for page in READ:
        method, _, path = page["at"].partition(" ")
        yield page["at"], authz.asked_by(named(page["opens"])[0], f"{method} {page.get('path', path)}")
    for at in ("GET /console/login", "GET /v1/docs"):
        yield at, authz.ask(at)


def test_every_page_is_ours_alone(authz: Authz) -> None:
    seen = {
        at: answer
        for at, answer in pages(authz)
        if answer.headers.get("content-type", "").startswith("text/html")
    }
    assert len(seen) > 25
    assert {at: faults(answer.text) for at, answer in seen.items() if faults(answer.text)} == {}


def test_every_answer_of_the_console_is_kept_by_nobody(authz: Authz) -> None:
    for at, answer in pages(authz):
        told = {name: answer.headers[name] for name in PRIVATE}
        policy = told.pop("content-security-policy")
        assert "default-src 'none'" in policy, at
        assert "frame-ancestors 'none'" in policy, at
        assert "unsafe" not in policy, at
        assert not re.search(r"https?:|\*|data:", policy), at
        assert told == {name: PRIVATE[name] for name in told}, at
        assert answer.headers["strict-transport-security"].startswith("max-age="), at


@pytest.mark.parametrize(
    "at",
    [
        "GET /nothing",
        "GET /console/nothing",
        "GET /v1/nothing",
        "GET /v1/places",
        "GET /healthz",
        "GET /console",
    ],
)
def test_what_is_refused_says_the_same(authz: Authz, at: str) -> None:
    answer = authz.ask(at)
    assert {name: answer.headers[name] for name in PRIVATE if name not in {"content-security-policy"}} == {
        name: value for name, value in PRIVATE.items() if name != "content-security-policy"
    }
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_figure_of_the_feed_is_kept_by_whoever_asked_and_no_proxy(authz: Authz) -> None:
    answer = authz.ask("GET /v1/taxonomy", key=authz.secrets["public"])
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_style_and_script_are_files_that_ask_nobody(authz: Authz) -> None:
    for path in ("/console/static/console.css", "/console/static/board.js", "/v1/docs.css"):
        text = authz.ask(f"GET {path}").text
        assert not IN_CSS.search(text), path
        assert not re.search(r"https?://|['\"]//", text), path


def test_cookies_are_bound_to_the_host_and_to_nothing_else(authz: Authz) -> None:
    (said,) = authz.ask("GET /console/login").headers.get_list("set-cookie")
    name, *rest = (part.strip().lower() for part in said.split(";"))
    assert name.startswith("__host-lasomi-form=")
    assert set(rest) == {"httponly", "path=/", "samesite=lax", "secure"}
    assert all(cookie.startswith("__Host-lasomi=") for cookie in authz.cookies.values())
    assert PUBLIC.startswith("https://")


@pytest.mark.parametrize(
    "bad",
    [
        '<img src="https://elsewhere.example.org/x.png">',
        '<link rel=stylesheet href="//fonts.example.org/a.css">',
        '<a href="javascript:go()">x</a>',
        '<p onclick="go()">x</p>',
        '<p style="color:red">x</p>',
        "<style>p{}</style>",
        "<script>go()</script>",
        '<form action="http://elsewhere.example.org/">',
        '<meta http-equiv="refresh" content="0;url=//elsewhere.example.org">',
    ],
)
def test_what_must_not_stand_there_is_found(bad: str) -> None:
    assert faults(bad)
    assert faults('<a href="/console?lang=fr#x">x</a><script src="/console/static/board.js"></script>') == []
