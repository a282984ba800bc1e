"""Questions of the station API, whatever door they came through: read, authenticated, or refused."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from msgspec import Struct
from starlette.concurrency import run_in_threadpool

from youjian.contract.validation import nul_characters
from youjian.intake.batcher import QueueFullError
from youjian.intake.chain import admission_problem
from youjian.intake.committer import utc_now
from youjian.intake.devices import Devices, KnownKey
from youjian.intake.limits import Claim
from youjian.intake.refusals import too_large, unauthorised, unreadable
from youjian.ledger.collectors import Collector
from youjian.protocols import station
from youjian.protocols.station import BatchHeaders, BodyError, HeaderError, MessageHeaders, SignatureError
from youjian.protocols.station.mqtt import Place

LIMIT = 1024 * 1024
"""Neither what comes over the line nor what it unpacks to may be longer."""

H = TypeVar("H", BatchHeaders, MessageHeaders)
T = TypeVar("T", bound=Struct)


@dataclass(frozen=True)
class Question:
    """What a device sent: `path` names the verb, `headers` have lower-case names, `body` is as sent.

    `peer` is who the door saw, `sender` the same without what changes with each connection. `patience` are
    the pauses, in s, in which a batch that is ahead of its chain waits for those before it: a broker that
    hands questions to several intakes keeps no order. `place` is the topic's station and collector, which
    must be those of the key. `claim` is what the question holds of the memory for bodies.
    """

    path: str
    headers: Mapping[str, str]
    body: bytes
    peer: str
    patience: Sequence[float] = ()
    place: Place | None = None
    sender: str = "unknown"
    claim: Claim | None = None

    @property
    def door(self) -> str:
        """Which door it came through."""
        return "http" if self.place is None else "mqtt"

    @property
    def content_type(self) -> str | None:
        """What the sender says its body is, and so what the reply will be."""
        return self.headers.get("content-type")


@dataclass(frozen=True)
class Signed(Generic[H]):
    """A question whose body is what the key signed."""

    headers: H
    key: KnownKey
    body: bytes


LookUp = Callable[[Callable[[tuple[str, str]], KnownKey | None], tuple[str, str]], Awaitable[KnownKey | None]]


async def signed(question: Question, kind: type[H], devices: Devices, look_up: LookUp) -> Signed[H]:
    """The authenticated question; refuses with 401. A batch's epoch is judged with its chain."""
    try:
        headers = kind.from_mapping(question.headers)
    except HeaderError as error:
        raise unauthorised(str(error)) from None
    name = (headers.collector_id, headers.key_id)
    known = devices.key.fresh(name) or (await look_up(devices.key, name),)
    if known[0] is None:
        raise unauthorised(f"key {headers.key_id} of collector {headers.collector_id} is not known; enrol it")
    try:
        station.check(headers, question.body, known[0].verifier)
    except SignatureError as error:
        raise unauthorised(str(error)) from None
    _require_place(question.place, known[0].collector)
    if known[0].before:
        await run_in_threadpool(devices.in_use, known[0], utc_now())
    return Signed(headers, known[0], question.body)


def _require_place(place: Place | None, collector: Collector) -> None:
    """Refuse (401) what came on the topic of another collector: its answer would go there."""
    if place is not None and place != Place(collector.station_id, collector.collector_id):
        raise unauthorised(
            f"{collector.collector_id} of station {collector.station_id} does not send on {place.up}"
        )


def require_admission(message: Signed[MessageHeaders]) -> None:
    """Refuse (401) the message of a collector that may not send, or of an epoch that is over."""
    problem = admission_problem(message.key.collector, message.headers)
    if problem:
        raise unauthorised(problem)


def decoded(question: Question, kind: type[T]) -> T:
    """The message in a question's body; refuses with 413 or 422."""
    if len(question.body) > LIMIT:
        raise too_large(f"{len(question.body)} bytes sent, {LIMIT} are taken; send fewer records per batch")
    try:
        unpacked = station.unpack(question.body, question.headers.get("content-encoding"), LIMIT)
        if question.claim is not None and not question.claim.grow(len(unpacked) - len(question.body)):
            raise QueueFullError("the bodies in hand fill the memory kept for them")
        message = station.decode_body(unpacked, kind, question.content_type)
        station.unique_names(unpacked, question.content_type)
    except BodyError as error:
        raise unreadable(error) from None
    found = "; ".join(_nul_characters(message))
    if found:
        raise unreadable(BodyError("invalid", found))
    return message


def _nul_characters(message: Struct) -> Iterator[str]:
    """Text with a NUL in a message, in its lists and its mappings; names and bytes of records are apart."""
    yield from nul_characters(message)
    for name in message.__struct_fields__:
        value = getattr(message, name)
        parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
        for part in parts:
            if isinstance(part, str) and "\x00" in part:
                yield f"{name} holds a NUL character"
            elif isinstance(part, Struct):
                yield from (f"{name}: {found}" for found in _nul_characters(part))
