"""Enrolment: a one-time code for a key, an epoch, and the state from which a replaced box continues."""

import secrets
from datetime import datetime
from typing import Any

from psycopg import Connection

from youjian.ledger import collectors
from youjian.protocols.station import Ed25519Verifier, EnrolmentReply, EnrolmentRequest, NozzleState


def enrol(conn: Connection[Any], request: EnrolmentRequest, now: datetime) -> EnrolmentReply:
    """Use up the code; raises EnrolmentError for a code, ValueError for a key that cannot be used."""
    if request.algorithm != "ed25519":
        raise ValueError(f"keys of algorithm {request.algorithm} are not taken here; use ed25519")
    Ed25519Verifier(request.public_key)
    key_id = f"k{secrets.token_hex(6)}"
    enrolled = collectors.enrol(
        conn, request.code, request.public_key, key_id=key_id, now=now, firmware=request.firmware
    )
    return EnrolmentReply(
        collector_id=enrolled.collector_id,
        station_id=enrolled.station_id,
        epoch=enrolled.epoch,
        key_id=key_id,
        state=nozzle_states(conn, enrolled.station_id),
        server_time=now,
    )


def nozzle_states(conn: Connection[Any], station_id: str) -> dict[int, NozzleState]:
    """Last `seq` and totalizer of each nozzle of a station."""
    rows = conn.execute(
        "SELECT nozzle_id, seq, totalizer_ml FROM ledger.nozzle_states WHERE station_id = %s", [station_id]
    ).fetchall()
    return {nozzle: NozzleState(seq=seq, totalizer_ml=totalizer) for nozzle, seq, totalizer in rows}
