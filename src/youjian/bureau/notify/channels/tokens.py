"""Access tokens of WeCom and DingTalk: kept until they run out, fetched anew when one is refused."""

from collections.abc import Callable
from typing import TypeVar

from youjian.bureau.notify.channels.port import Line, SendError

_EARLY_SECONDS = 300
_Result = TypeVar("_Result")
Fetch = Callable[[], tuple[str, int]]


class TokenRefusedError(Exception):
    """The server does not take the token any more."""


def token(line: Line, name: str, fetch: Fetch) -> str:
    """The kept token, or a new one; `fetch` gives it with the seconds it lives."""
    kept = line.tokens.get(name)
    if kept is not None and line.clock() < kept[1]:
        return kept[0]
    fresh, lives = fetch()
    line.tokens[name] = (fresh, line.clock() + max(lives - _EARLY_SECONDS, lives // 2))
    return fresh


def with_token(line: Line, name: str, fetch: Fetch, use: Callable[[str], _Result]) -> _Result:
    """Do something with a token, and once more with a fresh one when it is refused; raises SendError."""
    for _ in range(2):
        try:
            return use(token(line, name, fetch))
        except TokenRefusedError:
            line.tokens.pop(name, None)
    raise SendError("the access token is refused, a fresh one too", whole=True)
