"""Records of a range as a sealed file, for a station that no line reaches; and the way to hand it in.

The file holds what waits and what is still kept of what was acknowledged, byte for byte with its chains; it
may be made while the collector runs. Handing it in acknowledges nothing: what waits is sent anyway once there
is a line, and the platform knows it then.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import urllib3

from youjian.collector.clock import utc_now
from youjian.collector.config import StationConfig
from youjian.collector.outbox import Outbox, resends
from youjian.collector.outbox.batches import Again, message_of
from youjian.collector.outbox.resends import Wanted
from youjian.collector.status import OUTBOX_FILE
from youjian.collector.uplink import keys
from youjian.protocols import station
from youjian.protocols.station import offline

_ROWS = 500
_MOST = 1000
_MOST_BYTES = 700_000
_TIMEOUT = urllib3.Timeout(connect=10.0, read=1800.0)


class ExportError(ValueError):
    """A range that cannot be exported, or a file that cannot be handed in: why."""


def export_range(
    config: StationConfig,
    start: datetime,
    end: datetime,
    path: Path,
    *,
    now: Callable[[], datetime] = utc_now,
) -> int:
    """Write the records from `start` to before `end` to a sealed file; how many there are.

    Raises ExportError when the station has no outbox or no key, or the file would be larger than a platform
    takes; nothing stands at `path` then that was not there before.
    """
    if end <= start:
        raise ExportError(f"the range ends at {end.isoformat()}, before it begins")
    file = config.folder / OUTBOX_FILE
    if not file.exists():
        raise ExportError(f"{file} is not there: this collector has never run")
    try:
        outbox = Outbox(file, reading=True)
    except sqlite3.Error as error:
        raise ExportError(f"{file}: {error}") from None
    temporary = path.with_name(f"{path.name}.new")
    try:
        count = _write(outbox, config, resends.make(start, end, None), temporary, now)
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise ExportError(f"{path}: {error}") from None
    finally:
        outbox.close()
        temporary.unlink(missing_ok=True)
    return count


def deliver(path: Path, platform: str, *, ca_file: str | None = None) -> offline.OfflineReceipt:
    """Hand a sealed file to the platform; raises ExportError with what the platform said against it."""
    if not platform.startswith(("http://", "https://")):
        raise ExportError(f"{platform!r} must begin with https:// or http://: a file is handed in over HTTP")
    manager = urllib3.PoolManager(
        retries=False,
        timeout=_TIMEOUT,
        cert_reqs="CERT_REQUIRED",
        ca_certs=ca_file,
    )
    try:
        with path.open("rb") as file:
            headers = {
                "Content-Type": "application/gzip",
                "Content-Length": str(os.fstat(file.fileno()).st_size),
            }
            reply = manager.request(
                "POST", platform.rstrip("/") + offline.OFFLINE, body=file, headers=headers
            )
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise ExportError(f"{path} to {platform}: {error}") from None
    finally:
        manager.clear()
    try:
        if reply.status == 200:
            return station.decode_body(reply.data, offline.OfflineReceipt)
        problem = station.decode_body(reply.data, station.Problem)
    except station.BodyError:
        raise ExportError(f"{platform} answered {reply.status}, which is no platform's answer") from None
    raise ExportError(f"{platform} refused {path}: {problem.error}: {problem.detail}")


def _write(
    outbox: Outbox, config: StationConfig, wanted: Wanted, path: Path, now: Callable[[], datetime]
) -> int:
    identity = outbox.identity
    if identity is None:
        raise ExportError(f"station {config.station_id} is not enrolled: nobody would believe its file")
    try:
        signer = keys.Keyring(config.folder, outbox).signer()
    except ValueError as error:
        raise ExportError(str(error)) from None
    header = offline.OfflineHeader(
        collector_id=identity.collector_id,
        station_id=identity.station_id,
        key_id=identity.key_id,
        epoch=identity.epoch,
        since=wanted.start,
        until=wanted.end,
        made_at=now(),
    )
    with path.open("wb") as stream:
        writer = offline.OfflineWriter(stream, signer, header)
        count = 0
        for body, records in _together(_bodies(outbox, wanted, now), wanted, now):
            writer.add(body)
            count += records
            if stream.tell() > offline.MOST_PACKED - _MOST_BYTES:
                raise ExportError("the file would be too large for a platform: choose a shorter range")
        writer.close()
        stream.flush()
        os.fsync(stream.fileno())
    return count


def _together(
    bodies: Iterator[station.BatchBody], wanted: Wanted, now: Callable[[], datetime]
) -> Iterator[tuple[station.BatchBody, int]]:
    """The wanted records in few large bodies, each with their number."""
    made = Again(_MOST, _MOST_BYTES)
    for body in bodies:
        if not made.add(body, wanted):
            yield made.body(now()), made.count
            made = Again(_MOST, _MOST_BYTES)
            made.add(body, wanted)
    if made.count:
        yield made.body(now()), made.count


def _bodies(outbox: Outbox, wanted: Wanted, now: Callable[[], datetime]) -> Iterator[station.BatchBody]:
    """What is kept of what was acknowledged, then what waits, as both stood at one moment."""
    with outbox.snapshot():
        for batch in outbox.kept(wanted):
            yield batch.body
        digests, next_id = outbox.sent_digests(), 1
        while waiting := outbox.rows(next_id, _ROWS):
            body, _ = message_of(waiting, now(), digests)
            yield body
            digests |= {row.device: row.digest for row in waiting if row.device and row.digest}
            next_id = waiting[-1].id + 1
