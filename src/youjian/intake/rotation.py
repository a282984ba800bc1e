"""A collector's next key: announced under the one that signs, in use from its first signature on."""

from datetime import datetime

from youjian.intake.database import Database
from youjian.intake.enrolment import new_key_id, require_usable
from youjian.intake.requests import Signed
from youjian.ledger import collectors, doors
from youjian.ledger.doors import DoorEntry
from youjian.protocols.station import KeyRotation, KeyRotationReply, MessageHeaders


def announce(
    database: Database, message: Signed[MessageHeaders], wanted: KeyRotation, peer: str, now: datetime
) -> KeyRotationReply:
    """Take the key that is to come and say how it is called; ValueError for one that cannot be used.

    The same key again has the same name, so that a lost reply costs nothing.
    """
    require_usable(wanted.algorithm, wanted.public_key)
    collector = message.key.collector
    with database.transaction() as conn:
        key_id = collectors.announce_key(
            conn,
            collector.collector_id,
            message.headers.key_id,
            wanted.public_key,
            key_id=new_key_id(),
            now=now,
        )
        detail = f"{collector.collector_id}: {message.headers.key_id} announces {key_id}"
        entry = DoorEntry(now, "station", peer, "key_announced", detail, collector.station_id)
        doors.write_journal(conn, [entry])
    return KeyRotationReply(key_id=key_id, server_time=now)
