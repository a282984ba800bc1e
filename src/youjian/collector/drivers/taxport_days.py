"""A port's own totals of a day (87) and a month (88) held against our records: counted, noted, never mended.

Yesterday is asked for after midnight, last month on the first of the next. Only days and months that we saw
from their beginning are compared. A fill at midnight may stand on either side of it by the dispenser's clock.
"""

import logging
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct, structs

from youjian.collector.desk import Desk
from youjian.collector.fuellings import Derived, NozzleState
from youjian.collector.settings.taxport import TaxNozzle, TaxPort
from youjian.contract.fields import SHANGHAI, business_day
from youjian.protocols import taxport

log = logging.getLogger(__name__)
AFTER_MIDNIGHT_MINUTES = 10
_AGAIN_S = 600.0
_DAYS, _MONTHS = 4, 3
Sum = tuple[int, int]
Ask = Callable[..., Any]


class Sums(Struct, frozen=True):
    """Our records of a nozzle: mL and fen by day and by month, and what was compared last."""

    since: str
    sums: dict[str, Sum] = {}
    compared_day: str = ""
    compared_month: str = ""

    def added(self, day: date, volume_ml: int, amount_fen: int) -> "Sums":
        """With one record more; old days and months are dropped."""
        sums = dict(self.sums)
        for key in (f"{day}", f"{day:%Y-%m}"):
            volume, amount = sums.get(key, (0, 0))
            sums[key] = (volume + volume_ml, amount + amount_fen)
        days = sorted(key for key in sums if len(key) == 10)[-_DAYS:]
        months = sorted(key for key in sums if len(key) == 7)[-_MONTHS:]
        return structs.replace(self, sums={key: sums[key] for key in (*days, *months)})

    def of(self, key: str) -> Sum:
        """Our sum of a day or a month."""
        return self.sums.get(key, (0, 0))

    def due(self, today: date) -> str | None:
        """The day or month that is over, was seen whole and was not compared yet."""
        yesterday = f"{today - timedelta(days=1)}"
        last_month = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
        if self.since < yesterday and self.compared_day < yesterday:
            return yesterday
        if self.since[:7] < last_month and self.compared_month < last_month:
            return last_month
        return None

    def compared(self, key: str) -> "Sums":
        """With this day or month done."""
        field = "compared_day" if len(key) == 10 else "compared_month"
        return structs.replace(self, **{field: key})


class DayTotals:
    """The comparison for the nozzles of one port."""

    def __init__(self, settings: TaxPort, desk: Desk) -> None:
        self._settings = settings
        self._desk = desk
        self._due: dict[int, float] = {}

    def notes(self, nozzle: TaxNozzle, derived: Derived, before: NozzleState | None) -> dict[str, str]:
        """What must be stored with a record: the sums that it belongs to."""
        made = derived.fuelling
        if made is None and before is not None:
            return {}
        sums = self._sums(nozzle)
        if made is not None:
            corrects = made.source == "corrected" and before is not None
            old = before.last if before and corrects else None
            volume = made.volume_ml - (old.volume_ml if old else 0)
            amount = made.amount_fen - (old.amount_fen if old else 0)
            sums = sums.added(business_day(made.ended_at), volume, amount)
        return {_note_of(nozzle): msgspec.json.encode(sums).decode()}

    def look(self, nozzle: TaxNozzle, ask: Ask) -> None:
        """Compare what is due; a port that does not answer is asked again later."""
        if time.monotonic() < self._due.get(nozzle.nozzle_id, 0.0):
            return
        self._due[nozzle.nozzle_id] = time.monotonic() + _AGAIN_S
        local = self._desk.now().astimezone(SHANGHAI)
        sums = self._sums(nozzle)
        key = sums.due(local.date())
        if key is None or local.hour * 60 + local.minute < AFTER_MIDNIGHT_MINUTES:
            return
        told = _told(self._request(nozzle, key), ask)
        if told is not None:
            self._compare(nozzle, sums, key, told)

    def _request(self, nozzle: TaxNozzle, key: str) -> taxport.DayTotalRequest | taxport.MonthTotalRequest:
        mode = self._settings.ret_mode
        if len(key) == 10:
            return taxport.DayTotalRequest(nozzle.address, date.fromisoformat(key), mode)
        return taxport.MonthTotalRequest(nozzle.address, int(key[:4]), int(key[5:]), mode)

    def _compare(self, nozzle: TaxNozzle, sums: Sums, key: str, told: Sum) -> None:
        ours = sums.of(key)
        difference = (told[0] - ours[0], told[1] - ours[1])
        kind = "day" if len(key) == 10 else "month"
        self._desk.board.count(f"taxport_{kind}_compared")
        self._desk.board.fact(
            f"{kind} of nozzle {nozzle.nozzle_id}",
            {"of": key, "port_ml": told[0], "port_fen": told[1], "ours_ml": ours[0], "ours_fen": ours[1]},
        )
        if difference != (0, 0):
            self._desk.board.count(f"taxport_{kind}_difference")
            log.warning(
                "%s: nozzle %d: the port's total of %s is %d mL and %d fen more than our records",
                self._desk.station_id,
                nozzle.nozzle_id,
                key,
                *difference,
            )
        done = sums.compared(key)
        self._desk.store(notes={_note_of(nozzle): msgspec.json.encode(done).decode()})

    def _sums(self, nozzle: TaxNozzle) -> Sums:
        text = self._desk.outbox.note(_note_of(nozzle))
        if text:
            return msgspec.json.decode(text, type=Sums)
        return Sums(since=f"{business_day(self._desk.now())}")


def _told(request: taxport.DayTotalRequest | taxport.MonthTotalRequest, ask: Ask) -> Sum | None:
    """The port's total of what was asked for; status 0 is a day without a fill. None without an answer."""
    wanted = taxport.DayTotal if isinstance(request, taxport.DayTotalRequest) else taxport.MonthTotal
    answer = ask(request, wanted, taxport.Nothing)
    if isinstance(answer, taxport.Nothing) or (answer is not None and answer.status == 0):
        return (0, 0)
    if isinstance(answer, taxport.DayTotal) and isinstance(request, taxport.DayTotalRequest):
        return (answer.volume_ml, answer.amount_fen) if answer.day == request.day else None
    if isinstance(answer, taxport.MonthTotal) and isinstance(request, taxport.MonthTotalRequest):
        same = (answer.year, answer.month) == (request.year, request.month)
        return (answer.volume_ml, answer.amount_fen) if same else None
    return None


def _note_of(nozzle: TaxNozzle) -> str:
    return f"sums of nozzle {nozzle.nozzle_id}"
