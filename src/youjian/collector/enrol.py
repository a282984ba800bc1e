"""Enrolment: a one-time code from the console becomes an identity, an epoch and where records go on."""

from datetime import UTC, datetime, timedelta

from youjian.collector import keys
from youjian.collector.config import StationConfig
from youjian.collector.fuellings import NozzleState
from youjian.collector.outbox import Identity, Outbox
from youjian.collector.platform import Platform, UnreachableError
from youjian.collector.uplink import FIRMWARE
from youjian.protocols import station

SPAN_BEFORE = timedelta(hours=24)
"""The platform's state of a nozzle has no time; fuel since then is said to lie in a day."""


class EnrolmentError(Exception):
    """The platform refused the enrolment: what it said, and what to do."""


def enrol(config: StationConfig, outbox: Outbox, platform: Platform, code: str) -> Identity:
    """Enrol with a code; EnrolmentError when refused, UnreachableError when nobody could answer: try again.

    The key is on disk before the code is used. A crash after the platform took the code and before its reply
    was stored needs a new code; records wait on disk meanwhile.
    """
    private_key = keys.load_or_make(config.folder)
    answer = platform.enrol(
        station.EnrolmentRequest(code=code, public_key=station.public_key_of(private_key), firmware=FIRMWARE)
    )
    if answer.status == 429 or answer.status >= 500:
        raise UnreachableError(answer.problem)
    if answer.status != 200:
        raise EnrolmentError(
            f"{answer.problem}; get a new code for station {config.station_id} from the console"
        )
    reply = station.decode_body(answer.body, station.EnrolmentReply)
    if reply.station_id != config.station_id:
        raise EnrolmentError(f"the code is for station {reply.station_id}, the file says {config.station_id}")
    identity = Identity(reply.collector_id, reply.station_id, reply.epoch, reply.key_id)
    outbox.enrolled(identity, continued(reply, outbox.nozzle_states(), datetime.now(UTC)))
    return identity


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
