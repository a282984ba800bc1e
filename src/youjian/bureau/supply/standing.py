"""What other parts of the books say of a paper: correcting entries that name it, and how it was matched."""

from collections.abc import Iterator
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.scope import within
from youjian.bureau.stock.models import Entry
from youjian.bureau.supply.contracts import PaperNote
from youjian.bureau.transport.models import Match
from youjian.bureau.transport.words import STATES

_NAMES = {"deliveries": "delivery_id", "trips": "waybill_no", "invoices": "invoice_no"}
_STATIONS = {"trips": "consignee_station_id"}


def notes_of(actor: Actor, paper: str, row: dict[str, Any]) -> list[PaperNote]:
    """What the stock book and the matching say of a paper; a declaration is named by neither."""
    name = _NAMES.get(paper)
    if name is None:
        return []
    station_id = str(row[_STATIONS.get(paper, "station_id")])
    number = str(row[name])
    return [*_corrections(actor, station_id, number), *_matches(actor, paper, station_id, number)]


def _corrections(actor: Actor, station_id: str, number: str) -> Iterator[PaperNote]:
    """Entries of the stock book that name the paper, and were not taken back."""
    found = Entry.objects.filter(within(actor.scope), station_id=station_id, refers_to__contains=number)
    for entry in found.filter(taken_back_by__isnull=True, takes_back__isnull=True).order_by("made_at"):
        litres = f"{entry.litres20_ml / 1000:+,.0f}"
        yield PaperNote(
            kind="correction",
            at=entry.made_at,
            text=pick(
                f"已登记更正分录：{litres}升（20℃），{entry.reason}",
                f"Corrected by an entry: {litres} L at 20 °C, {entry.reason}",
            ),
            who=entry.made_by_name,
            to="",
        )


def _matches(actor: Actor, paper: str, station_id: str, number: str) -> Iterator[PaperNote]:
    """How the paper was matched with gauge and trips."""
    if paper not in ("deliveries", "trips"):
        return
    column = "documents" if paper == "deliveries" else "trips"
    named = {f"{column}__contains": [number]}
    for match in Match.objects.filter(within(actor.scope), station_id=station_id, **named).order_by("at"):
        state = next((one.title for one in STATES if one.code == match.state), match.state)
        yield PaperNote(
            kind="match",
            at=None,
            text=pick(f"单据核对：{state}", f"Matching: {state}"),
            who="",
            to=f"/matches/{match.pk}",
        )
