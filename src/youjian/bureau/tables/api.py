"""Lists, their saved views and exports, and the search over everything."""

from typing import Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import Query, Router, Schema, Status

from youjian.bureau.access import actor_with
from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.problems import ProblemOut
from youjian.bureau.tables import masking, search, selectors, services, views
from youjian.bureau.tables.asking import asked
from youjian.bureau.tables.catalogue import table, tables
from youjian.bureau.tables.contracts import Hit, RevealIn, RevealOut, TableName, TablePage, ViewIn, ViewOut
from youjian.bureau.tables.export import wanted_of
from youjian.bureau.tables.files import sent

router = Router(tags=["tables"])
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut}
_FILE = {
    "responses": {
        200: {
            "description": "the file",
            "content": {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                    "schema": {"type": "string", "format": "binary"}
                },
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    }
}


class Listing(Schema):
    """What every table understands beside its columns: `COLUMN=a`, `COLUMN.from=`, `COLUMN.to=`."""

    q: str = ""
    sort: str = ""
    page: str = ""
    size: str = ""


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _parameters(request: HttpRequest) -> dict[str, list[str]]:
    return {name: request.GET.getlist(name) for name in request.GET}


@router.get("/tables", response={200: list[TableName], **_REFUSALS})
def list_tables(request: HttpRequest) -> list[TableName]:
    """The tables that the person may see."""
    found = tables(_actor(request))
    return [TableName(name=spec.name, title=spec.title, permission=spec.permission) for spec in found]


@router.get("/tables/{name}", response={200: TablePage, **_REFUSALS})
def table_page(request: HttpRequest, name: str, wanted: Query[Listing]) -> TablePage:  # noqa: ARG001
    """A page of a table. A parameter that is no column is refused by name."""
    spec = table(_actor(request), name)
    return selectors.page(_actor(request), spec, asked(spec, _parameters(request)))


@router.post("/tables/{name}/reveal", response={200: RevealOut, **_REFUSALS})
def table_reveal(request: HttpRequest, name: str, wanted: RevealIn) -> RevealOut:
    """A masked value in full, for a reason that is journaled."""
    spec = table(_actor(request), name)
    return RevealOut(value=masking.reveal(_actor(request), spec, wanted.key, wanted.column, wanted.reason))


@router.get("/tables/{name}/export", response=_REFUSALS, openapi_extra=_FILE)
def table_export(
    request: HttpRequest,
    name: str,
    wanted: Query[Listing],  # noqa: ARG001
    format: Literal["xlsx", "csv"] = "xlsx",  # noqa: A002 - its name in the address
    columns: str = "",
) -> HttpResponseBase:
    """A table as a file, with the same filter as its list; taking it is journaled."""
    actor = actor_with(request, "export.take")
    spec = table(actor, name)
    chosen = wanted_of(spec, format, columns, _parameters(request))
    return sent(services.take_export(actor, spec, chosen))


@router.get("/tables/{name}/views", response={200: list[ViewOut], **_REFUSALS})
def list_views(request: HttpRequest, name: str) -> list[ViewOut]:
    """The person's saved views of a table and those that the department shares."""
    actor = _actor(request)
    return views.views(actor, table(actor, name))


@router.post("/tables/{name}/views", response={200: ViewOut, **_REFUSALS, 409: ProblemOut})
def save_view(request: HttpRequest, name: str, body: ViewIn) -> ViewOut:
    """Keep a view."""
    actor = _actor(request)
    return services.save_view(actor, table(actor, name), body)


@router.delete("/views/{view_id}", response={204: None, **_REFUSALS})
def delete_view(request: HttpRequest, view_id: int) -> Status[None]:
    """Forget one of one's own views."""
    services.delete_view(_actor(request), view_id)
    return Status(204, None)


@router.get("/search", response={200: list[Hit], **_REFUSALS})
def find(request: HttpRequest, q: str = "") -> list[Hit]:
    """What carries a name or number: stations, companies, certificates, seals, devices, alerts, pages."""
    return search.search(_actor(request), q)
