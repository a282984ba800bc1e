"""Enrolment: a one-time code from the console becomes an identity, an epoch and where records go on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from youjian.collector.clock import utc_now
from youjian.collector.config import StationConfig
from youjian.collector.fuellings import NozzleState
from youjian.collector.outbox import Identity, Outbox
from youjian.collector.uplink import FIRMWARE
from youjian.collector.uplink.keys import Keyring
from youjian.collector.uplink.platform import Answer, Platform, UnreachableError
from youjian.protocols import station

_JUDGED = frozenset({200, 401, 413, 422})
"""What only a platform that read the request says."""
_FOR_NOW = frozenset({408, 425, 429})
SPAN_BEFORE = timedelta(hours=24)
"""The platform's state of a nozzle has no time; fuel since then is said to lie in a day."""


class EnrolmentError(Exception):
    """The platform refused the enrolment: what it said, and what to do."""


def enrol(
    config: StationConfig,
    outbox: Outbox,
    platform: Platform,
    code: str,
    now: Callable[[], datetime] = utc_now,
) -> Identity:
    """Enrol with a code; EnrolmentError when refused, UnreachableError when nobody could answer: try again.

    The key is on disk before the code is used, and the code tried again brings the same key: a crash at any
    moment is mended by the same command, because the platform answers the same key with the same identity.
    """
    ring = Keyring(config.folder, outbox)
    answer = platform.enrol(
        station.EnrolmentRequest(code=code, public_key=ring.to_enrol(code), firmware=FIRMWARE)
    )
    if not _judged(answer):
        raise UnreachableError(answer.problem)
    if answer.status != 200:
        raise EnrolmentError(
            f"{answer.problem}; get a new code for station {config.station_id} from the console"
        )
    reply = _reply(answer)
    if reply.station_id != config.station_id:
        raise EnrolmentError(f"the code is for station {reply.station_id}, the file says {config.station_id}")
    identity = Identity(reply.collector_id, reply.station_id, reply.epoch, reply.key_id)
    ring.named(identity.key_id)
    if outbox.identity != identity:
        outbox.enrolled(identity, continued(reply, outbox.nozzle_states(), now()))
    ring.tidy()
    return identity


def _judged(answer: Answer) -> bool:
    """Whether a platform read the request: anything else was said by something in between, or comes to pass.

    A 4xx with a platform's own words is its refusal, whichever number it took.
    """
    if answer.status in _JUDGED:
        return True
    if not 400 <= answer.status < 500 or answer.status in _FOR_NOW:
        return False
    try:
        station.decode_body(answer.body, station.Problem)
    except station.BodyError:
        return False
    return True


def _reply(answer: Answer) -> station.EnrolmentReply:
    try:
        return station.decode_body(answer.body, station.EnrolmentReply)
    except station.BodyError as error:
        raise UnreachableError(f"the answer to the enrolment cannot be read: {error}") from None


def continued(reply: station.EnrolmentReply, own: dict[int, NozzleState], now: datetime) -> list[NozzleState]:
    """Nozzle states to go on from: the platform's, except where this box already knows as much or more."""
    return [
        NozzleState(
            nozzle_id=nozzle_id,
            seq=known.seq,
            total_ml=known.totalizer_ml,
            seen_total_ml=known.totalizer_ml,
            seen_amount_fen=None,
            seen_at=now - SPAN_BEFORE,
        )
        for nozzle_id, known in reply.state.items()
        if nozzle_id not in own or own[nozzle_id].seq < known.seq
    ]


def redated(state: NozzleState, now: datetime) -> NozzleState:
    """A state of an enrolment for which the time was not known."""
    return msgspec.structs.replace(state, seen_at=now - SPAN_BEFORE)
