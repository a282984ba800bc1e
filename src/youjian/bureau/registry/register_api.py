"""The register's forms, rows, changes and tank charts."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router

from youjian.bureau.access import actor_with
from youjian.bureau.problems import ProblemOut
from youjian.bureau.registry import changes, charts, forms
from youjian.bureau.registry.contracts import Older
from youjian.bureau.registry.register_contracts import (
    ChangeOut,
    ChartIn,
    ChartsOut,
    InvalidRow,
    Meanwhile,
    RegisterRow,
    RowIn,
    SheetOut,
    StateOut,
    StationChanges,
)
from youjian.bureau.registry.values import plain
from youjian.bureau.registry.writing import sheet_of

router = Router(tags=["register"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: InvalidRow}


@router.get("/register/sheets", response={200: list[SheetOut], **_REFUSALS})
def sheets(request: HttpRequest) -> list[SheetOut]:
    """The tables of the register with their columns, as forms and lists know them."""
    actor_with(request, "station.see")
    return forms.sheets()


@router.get("/register/{sheet}/row", response={200: RegisterRow, **_REFUSALS})
def row(request: HttpRequest, sheet: str) -> RegisterRow:
    """One row, named by its key columns as query parameters."""
    return forms.register_row(actor_with(request, "station.see"), sheet, request.GET.dict())


@router.get("/register/{sheet}/changes", response={200: list[ChangeOut], **_REFUSALS})
def row_changes(request: HttpRequest, sheet: str, wanted: Query[Older]) -> list[ChangeOut]:
    """What changed of a row, newest first; its key columns are query parameters."""
    actor, described = actor_with(request, "station.see"), sheet_of(sheet)
    key = forms.key_of(described, _without_height(sheet, request))
    return changes.row_changes(actor, described, key, wanted.before, wanted.limit)


@router.get("/register/{sheet}/state", response={200: StateOut, **_REFUSALS})
def state(request: HttpRequest, sheet: str, at: datetime) -> StateOut:
    """A row as it stood at a moment; its key columns are query parameters."""
    actor, described = actor_with(request, "station.see"), sheet_of(sheet)
    key = forms.key_of(described, _without_height(sheet, request))
    found = changes.row_state(actor, described, key, at)
    return StateOut(
        sheet=sheet,
        key=changes.row_key(described, key),
        at=at,
        values=found and {name: plain(value) for name, value in found.items()},
    )


@router.post("/register/{sheet}", response={200: RegisterRow, **_REFUSALS, 409: Meanwhile})
def save(request: HttpRequest, sheet: str, body: RowIn) -> RegisterRow:
    """Add or change a row. Columns that are left out keep their value, null clears them."""
    return forms.save_row(actor_with(request, "registry.manage"), sheet, body)


@router.get("/stations/{station_id}/changes", response={200: StationChanges, **_REFUSALS})
def station_changes(request: HttpRequest, station_id: str, wanted: Query[Older]) -> StationChanges:
    """What changed of a station and of all that stands there, newest first."""
    actor = actor_with(request, "station.see")
    found = changes.station_changes(actor, station_id, wanted.before, wanted.limit + 1)
    items = found[: wanted.limit]
    return StationChanges(items=items, next_before=items[-1].id if len(found) > wanted.limit else None)


@router.get("/stations/{station_id}/tanks/{tank_id}/charts", response={200: ChartsOut, **_REFUSALS})
def tank_charts(request: HttpRequest, station_id: str, tank_id: int, at: datetime | None = None) -> ChartsOut:
    """All charts of a tank, which is in force at a moment, and how each differs from the one before."""
    return charts.charts(actor_with(request, "station.see"), station_id, tank_id, at)


@router.post(
    "/stations/{station_id}/tanks/{tank_id}/charts",
    response={200: ChartsOut, **_REFUSALS, 409: ProblemOut},
)
def add_chart(request: HttpRequest, station_id: str, tank_id: int, body: ChartIn) -> ChartsOut:
    """Take a new chart of a tank into force from a moment on."""
    return charts.add_chart(actor_with(request, "registry.manage"), station_id, tank_id, body)


def _without_height(sheet: str, request: HttpRequest) -> dict[str, str]:
    """A chart's changes are those of all its lines: its key needs no height."""
    given = request.GET.dict()
    return {"height_mm": "0", **given} if sheet == "tank_charts" else given
