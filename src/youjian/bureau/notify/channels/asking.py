"""Asking a vendor's server: what its answers mean for a letter."""

from collections.abc import Mapping
from typing import Any

from youjian.bureau.notify.channels.port import SendError
from youjian.bureau.notify.channels.web import Answer, UnreachableError, Web, said
from youjian.bureau.notify.egress import NotAllowedError

JSON = {"Content-Type": "application/json; charset=utf-8"}
_TOO_MANY, _LATER = 429, frozenset({408, 425, 429})


def posted(web: Web, url: str, body: Any, headers: Mapping[str, str] = JSON) -> Answer:
    """POST JSON, or bytes as they are; an answer of 2xx, else SendError."""
    raw = body if isinstance(body, bytes) else said(body)
    return _judged(lambda: web.post(url, raw, headers))


def put(web: Web, url: str, body: Any, headers: Mapping[str, str] = JSON) -> Answer:
    """PUT JSON; an answer of 2xx, else SendError."""
    return _judged(lambda: web.put(url, said(body), headers))


def got(web: Web, url: str) -> Answer:
    """GET; an answer of 2xx, else SendError."""
    return _judged(lambda: web.get(url))


def _judged(ask: Any) -> Answer:
    try:
        answer: Answer = ask()
    except NotAllowedError as error:
        raise SendError(str(error), whole=True) from error
    except UnreachableError as error:
        raise SendError(str(error), whole=True) from error
    if 200 <= answer.status < 300:
        return answer
    later = answer.status in _LATER or answer.status >= 500
    whole = answer.status == _TOO_MANY or answer.status >= 500
    raise SendError(answer.shown, final=not later, wait=answer.wait, whole=whole)


def refused(answer: Answer, codes: Mapping[int, str], *, code_name: str = "errcode") -> None:
    """Raise SendError when a vendor's code says no; `codes` tells `later` or `whole` of those that pass.

    `whole` concerns the channel (too many requests), `later` this letter; all other codes are final.
    """
    body = answer.json()
    code = body.get(code_name, 0)
    if body and code in (0, "0", None):
        return
    meaning = codes.get(code, "final") if body else "later"
    message = f"{code_name} {code}: {str(body.get('errmsg') or body.get('msg') or answer.shown)[:200]}"
    raise SendError(message, final=meaning == "final", whole=meaning == "whole")
