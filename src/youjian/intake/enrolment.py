"""Enrolment: a one-time code for a key, an epoch, and the state from which a replaced box continues."""

import secrets
from datetime import datetime
from typing import Any

from psycopg import Connection

from youjian.ledger import collectors
from youjian.protocols.station import Ed25519Verifier, EnrolmentReply, EnrolmentRequest, NozzleState


def enrol(conn: Connection[Any], request: EnrolmentRequest, now: datetime) -> EnrolmentReply:
    """Use up the code; raises EnrolmentError for a code, ValueError for a key that cannot be used.

    The same code with the same key again gets the same identity: a reply may have been lost.
    """
    require_usable(request.algorithm, request.public_key)
    key_id = new_key_id()
    try:
        enrolled = collectors.enrol(
            conn, request.code, request.public_key, key_id=key_id, now=now, firmware=request.firmware
        )
    except collectors.EnrolmentError:
        before = collectors.enrolled_with(conn, request.code, request.public_key)
        if before is None:
            raise
        enrolled, key_id = before
    return EnrolmentReply(
        collector_id=enrolled.collector_id,
        station_id=enrolled.station_id,
        epoch=enrolled.epoch,
        key_id=key_id,
        state=nozzle_states(conn, enrolled.station_id),
        server_time=now,
    )


def require_usable(algorithm: str, public_key: bytes) -> None:
    """Raise ValueError unless a device's signatures could be checked with this key."""
    if algorithm != "ed25519":
        raise ValueError(f"keys of algorithm {algorithm} are not taken here; use ed25519")
    Ed25519Verifier(public_key)


def new_key_id() -> str:
    """A name for a key, never used before."""
    return f"k{secrets.token_hex(6)}"


def nozzle_states(conn: Connection[Any], station_id: str) -> dict[int, NozzleState]:
    """Last `seq` and totalizer of each nozzle of a station."""
    rows = conn.execute(
        "SELECT nozzle_id, seq, totalizer_ml FROM ledger.nozzle_states WHERE station_id = %s", [station_id]
    ).fetchall()
    return {nozzle: NozzleState(seq=seq, totalizer_ml=totalizer) for nozzle, seq, totalizer in rows}
