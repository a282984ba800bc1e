"""Requests of the station API read and authenticated; whatever is wrong becomes a refusal."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from youjian.contract.validation import nul_characters
from youjian.intake.chain import admission_problem
from youjian.intake.devices import Devices, KnownKey
from youjian.intake.refusals import too_large, unauthorised, unreadable
from youjian.protocols import station
from youjian.protocols.station import BatchHeaders, BodyError, HeaderError, MessageHeaders, SignatureError

LIMIT = 1024 * 1024
"""Neither what comes over the line nor what it unpacks to may be longer."""

H = TypeVar("H", BatchHeaders, MessageHeaders)
T = TypeVar("T", bound=Struct)


@dataclass(frozen=True)
class Signed(Generic[H]):
    """A request whose body is what the key signed."""

    headers: H
    key: KnownKey
    body: bytes


async def signed(request: Request, kind: type[H], devices: Devices) -> Signed[H]:
    """The authenticated request; refuses with 401 or 413. A batch's epoch is judged with its chain."""
    try:
        headers = kind.from_mapping(request.headers)
    except HeaderError as error:
        raise unauthorised(str(error)) from None
    body = await sent_body(request)
    name = (headers.collector_id, headers.key_id)
    known = devices.key.fresh(name) or (await run_in_threadpool(devices.key, name),)
    if known[0] is None:
        raise unauthorised(f"key {headers.key_id} of collector {headers.collector_id} is not known; enrol it")
    try:
        station.check(headers, body, known[0].verifier)
    except SignatureError as error:
        raise unauthorised(str(error)) from None
    return Signed(headers, known[0], body)


def require_admission(message: Signed[MessageHeaders]) -> None:
    """Refuse (401) the message of a collector that may not send, or of an epoch that is over."""
    problem = admission_problem(message.key.collector, message.headers)
    if problem:
        raise unauthorised(problem)


async def sent_body(request: Request) -> bytes:
    """The body as sent; refuses with 413 as soon as it is known to be too long."""
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > LIMIT:
        raise too_large(f"{announced} bytes announced, {LIMIT} are taken; send fewer records per batch")
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > LIMIT:
            raise too_large(f"more than {LIMIT} bytes sent; send fewer records per batch")
    return bytes(chunks)


def decoded(request: Request, body: bytes, kind: type[T]) -> T:
    """The message in a body; refuses with 413 or 422."""
    try:
        unpacked = station.unpack(body, request.headers.get("content-encoding"), LIMIT)
        message = station.decode_body(unpacked, kind, content_type(request))
    except BodyError as error:
        raise unreadable(error) from None
    found = "; ".join(nul_characters(message))
    if found:
        raise unreadable(BodyError("invalid", found))
    return message


def content_type(request: Request) -> str | None:
    """What the sender says its body is, and so what the reply will be."""
    return request.headers.get("content-type")
