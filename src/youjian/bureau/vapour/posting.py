"""Sending to platforms of the Beijing family: XML over SOAP, bare XML or JSON, 15 rows a request.

A request that is sent again has the DATAID and TIME that it had, so that a receiver can tell.
"""

from collections.abc import Sequence

from youjian.bureau.notify.channels.web import UnreachableError, Web
from youjian.bureau.notify.egress import NotAllowedError, from_environment
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.bureau.vapour.models import UploadMessage, UploadTarget
from youjian.bureau.vapour.upload_records import as_queued, put_off, records_of
from youjian.protocols import vapourxml
from youjian.protocols.vapour.model import Fill, Pressure
from youjian.protocols.vapour.values import time_text

_ROWS = 15
_FORMS: dict[str, vapourxml.Form] = {"soap": "soap11", "xml": "xml", "json": "json"}


class RefusedError(Exception):
    """The platform did not take a request; says what it answered."""


def post_messages(messages: Sequence[UploadMessage]) -> int:
    """One station's messages, one after the other; the first that fails ends it. Returns how many went."""
    web = Web(from_environment())
    for place, message in enumerate(messages):
        if not _post(web, message):
            return place
    return len(messages)


def _post(web: Web, message: UploadMessage) -> bool:
    with scoped():
        records = records_of(message)
    if not as_queued(message, len(records)):
        return False
    message.repeated += bool(message.tries)
    try:
        headers = _headers(web, message)
        while message.acked < message.packets:
            batch = records[message.acked : message.acked + _ROWS]
            _ask(web, message.target, vapourxml.encode_message(_envelope(message, batch)), headers)
            message.acked += len(batch)
            with scoped():
                message.save()
    except (UnreachableError, NotAllowedError, OSError, RefusedError, vapourxml.EnvelopeError) as error:
        put_off(message, str(error))
        return False
    message.state, message.sent_at, message.trouble = "sent", now(), ""
    with scoped():
        message.save()
    return True


def _envelope(message: UploadMessage, batch: Sequence[Fill | Pressure]) -> vapourxml.Envelope:
    target = message.target
    rows = [
        vapourxml.fill_row(one, number) if isinstance(one, Fill) else vapourxml.pressure_row(one, number)
        for number, one in enumerate(batch, 1)
    ]
    envelope = vapourxml.Envelope(
        data_id=f"{(message.pk * 1000 + message.acked // _ROWS) % 1_000_000:06d}",
        user_id=message.station_id,
        time=time_text(message.begun),
        type=vapourxml.NOZZLE if message.kind == "fills" else vapourxml.ENVIRONMENT,
        content="",
        form=_FORMS[target.family],
    )
    return vapourxml.with_rows(envelope, rows, vapourxml.Secrecy(target.sm4_key) if target.sm4_key else None)


def _headers(web: Web, message: UploadMessage) -> dict[str, str]:
    """The form's headers; in JSON with the token of a login."""
    target = message.target
    headers = {"Content-Type": vapourxml.CONTENT_TYPES[_FORMS[target.family]], "SOAPAction": '"post"'}
    if target.family != "json":
        return headers
    login = vapourxml.encode_login(vapourxml.Login(message.station_id, target.password))
    answer = web.post(_url(target), login, headers)
    token = answer.json().get("data")
    if answer.status != 200 or not isinstance(token, str) or not token:
        raise RefusedError(f"login: {answer.shown}")
    return {**headers, "authenticationtoken": token}


def _ask(web: Web, target: UploadTarget, body: bytes, headers: dict[str, str]) -> None:
    answer = web.post(_url(target), body, headers)
    if answer.status != 200 or vapourxml.read_answer(answer.body).strip() != target.accepted:
        raise RefusedError(answer.shown)


def _url(target: UploadTarget) -> str:
    return f"{'https' if target.secure else 'http'}://{target.host}:{target.port}{target.path}"
