"""What a vapour monitor uploads, as records of its station."""

from datetime import datetime

from youjian.contract.records import Record
from youjian.intake.devices import VapourMonitor
from youjian.intake.offers import Loose
from youjian.ledger.batch import Bad, Batch
from youjian.protocols.hj212 import Frame, VapourUpload, vapour_upload
from youjian.protocols.vapour import MonitorWatch, NozzleMap, drafts_of, family_named

_OWN_NUMBERS = NozzleMap()


def read_upload(frame: Frame, monitor: VapourMonitor) -> VapourUpload:
    """The upload in a frame; the monitor's registered family decides, an unregistered one is read off."""
    return vapour_upload(frame, family_named(monitor.family))


def holds_anything(upload: VapourUpload) -> bool:
    """Whether an upload may amount to records, good or bad."""
    return bool(upload.fills or upload.pressures or upload.switches or upload.faults or upload.problems)


def offer_of(
    upload: VapourUpload, raw: bytes, monitor: VapourMonitor, watch: MonitorWatch, now: datetime
) -> Loose:
    """Fills, pressures and events to be stored; what cannot be used becomes bad records with `raw`, as sent.

    `watch` holds what the monitor's nozzles and faults were told to be.
    """
    drafts = drafts_of(upload, monitor.station_id, now, watch, _OWN_NUMBERS)
    bad = [Bad(table, index, "invalid", problem, raw) for index, (table, problem) in enumerate(drafts.bad)]
    good: list[tuple[str, int, Record]] = [
        (table, index, record) for index, (table, record) in enumerate(drafts.good, len(bad))
    ]
    return Loose(
        Batch(
            door="hj212",
            station_id=monitor.station_id,
            records=good,
            bad=bad,
            raw_of=lambda _table, _index: raw,
        )
    )
