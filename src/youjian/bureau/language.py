"""The language of a request: what the office says, it says in Chinese and in English at one place.

A browser names its language in the cookie `youjian_lang`, a program in the header `X-Language`; without
either it is Chinese. What is stored (a journal's action, a reason that a person wrote) is never translated.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:  # the reader of strangers' files needs the language and nothing of Django
    from django.http import HttpRequest, HttpResponse

Language = Literal["zh", "en"]
COOKIE, HEADER = "youjian_lang", "X-Language"

_LANGUAGE: ContextVar[Language] = ContextVar("youjian_language", default="zh")
_Said = TypeVar("_Said")


def language() -> Language:
    """The language of the running request; Chinese outside of one."""
    return _LANGUAGE.get()


def pick(zh: _Said, en: _Said) -> _Said:
    """The same thing in the request's language.

    >>> pick("油罐", "Tank")
    '油罐'
    """
    return en if language() == "en" else zh


@contextmanager
def speaking(headers: Mapping[str, str], cookies: Mapping[str, str]) -> Iterator[None]:
    """The language that a request asks for, for as long as the context lasts."""
    wanted = headers.get(HEADER) or cookies.get(COOKIE)
    token = _LANGUAGE.set("en" if wanted == "en" else "zh")
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


class RequestLanguage:
    """Binds the language for as long as a request is answered."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: "HttpRequest") -> "HttpResponse":
        with speaking(request.headers, request.COOKIES):
            return self.get_response(request)
