"""An upload as rows of the contract's tables, the station's name filled in; `decode` checks each record."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from youjian.contract.records import Record
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.protocols.vapour.model import VapourUpload
from youjian.protocols.vapour.nozzles import NozzleMap
from youjian.protocols.vapour.watch import MonitorWatch


class Drafts(Struct, frozen=True):
    """Good records with their table, and for each other one its table and what is wrong with it."""

    good: list[tuple[str, Record]]
    bad: list[tuple[str, str]]

    @property
    def records(self) -> list[Record]:
        """The good records alone."""
        return [record for _, record in self.good]


def drafts_of(
    upload: VapourUpload, station_id: str, now: datetime, watch: MonitorWatch, nozzles: NozzleMap
) -> Drafts:
    """Everything an upload amounts to: fills, pressures, events; `watch` says what of its states is new."""
    drafts = Drafts([], [("vapour_fills", problem) for problem in upload.problems])
    happened, problems = watch.happened(upload, now)
    drafts.bad.extend(("device_events", problem) for problem in problems)
    rows = [*_fills(upload, nozzles, drafts), *(("device_events", structs.asdict(each)) for each in happened)]
    rows += [("pressure_readings", structs.asdict(pressure)) for pressure in upload.pressures]
    for table, row in rows:
        try:
            drafts.good.append((table, decode(TABLES[table], {"station_id": station_id, **row})))
        except ValueError as error:
            drafts.bad.append((table, str(error)))
    return drafts


def _fills(upload: VapourUpload, nozzles: NozzleMap, drafts: Drafts) -> Iterator[tuple[str, dict[str, Any]]]:
    for fill in upload.fills:
        nozzle_id = nozzles.resolve(fill.nozzle_id, fill.dispenser)
        if nozzle_id is None:
            drafts.bad.append(("vapour_fills", NozzleMap.problem(fill.nozzle_id, fill.dispenser)))
            continue
        row = structs.asdict(fill)
        del row["dispenser"]
        yield "vapour_fills", row | {"nozzle_id": nozzle_id}
