"""What a vapour monitor uploads, as records of its station."""

from msgspec import structs

from youjian.contract.records import Record
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.intake.devices import VapourMonitor
from youjian.intake.offers import Loose
from youjian.ledger.batch import Bad, Batch
from youjian.protocols.hj212 import Fill, Frame, Pressure, VapourUpload, vapour_upload
from youjian.protocols.vapour import family_named

_TABLE = {Fill: "vapour_fills", Pressure: "pressure_readings"}


def read_upload(frame: Frame, monitor: VapourMonitor) -> VapourUpload:
    """The upload in a frame; the monitor's registered family decides, an unregistered one is read off."""
    return vapour_upload(frame, family_named(monitor.family))


def offer_of(upload: VapourUpload, raw: bytes, monitor: VapourMonitor) -> Loose:
    """Fills and pressures to be stored; values that cannot be used become bad records with `raw`, as sent."""
    good: list[tuple[str, int, Record]] = []
    bad = [Bad("vapour_fills", n, "invalid", problem, raw) for n, problem in enumerate(upload.problems)]
    for index, said in enumerate([*upload.fills, *upload.pressures], len(bad)):
        table = _TABLE[type(said)]
        try:
            record = decode(TABLES[table], {"station_id": monitor.station_id, **structs.asdict(said)})
        except ValueError as error:
            bad.append(Bad(table, index, "invalid", str(error), raw))
        else:
            good.append((table, index, record))
    return Loose(
        Batch(
            door="hj212",
            station_id=monitor.station_id,
            records=good,
            bad=bad,
            raw_of=lambda _table, _index: raw,
        )
    )
