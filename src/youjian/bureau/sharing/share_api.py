"""What other systems ask: a token (OAuth 2.0 client credentials), data sets page by page, and what changed.

Served under /api/share/v1 with an OpenAPI document of its own; nobody logs in here and no cookie counts.
"""

import base64
from binascii import Error as Base64Error
from typing import Any, Literal
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from ninja.security import HttpBearer

from youjian import __version__
from youjian.bureau.problems import Problem, ProblemOut, not_found, register_handlers
from youjian.bureau.rendering import JsonRenderer
from youjian.bureau.scope import set_scope
from youjian.bureau.sharing import clients, giving, reading
from youjian.bureau.sharing.clients import LIVES, TokenError
from youjian.bureau.sharing.contracts import ChangesOut, DataSetOut, RowsOut, TokenErrorOut, TokenOut
from youjian.bureau.sharing.datasets import DATASETS, DataSet
from youjian.bureau.sharing.models import Token
from youjian.bureau.sharing.selectors import data_set_out
from youjian.bureau.tables.asking import asked

_MOST, _USUAL = 1000, 200
_TYPE: Literal["Bearer"] = "Bearer"
_TYPE: Literal["Bearer"] = "Bearer"
_OURS = frozenset({"cursor", "limit"})
_REFUSALS = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut, 429: ProblemOut}


class Bearer(HttpBearer):
    """An access token that is good now; the transaction sees the agreement's regions and no more."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:  # noqa: ARG002
        """The token's row, or None."""
        set_scope(("*",), "*")
        found = clients.holder(token)
        if found is None:
            set_scope(())
            return None
        set_scope(found.client.agreement.regions, "*")
        return found


share_api = NinjaAPI(
    title="youjian 油鉴 data sharing",
    version=__version__,
    description="Data sets under an agreement. Times are UTC (RFC 3339), `_ml` millilitres, `_fen` fen.",
    urls_namespace="share",
    auth=Bearer(),
    docs_url=None,
    renderer=JsonRenderer(),
    openapi_url="/openapi.json",
)
register_handlers(share_api)


class PageIn(Schema):
    """Where to go on, and how many rows; other parameters are filters by field."""

    cursor: str = ""
    limit: int = _USUAL


@share_api.post(
    "/token",
    auth=None,
    response={200: TokenOut, 400: TokenErrorOut, 401: TokenErrorOut},
    openapi_extra={
        "requestBody": {
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": ["grant_type"],
                        "properties": {
                            name: {"type": "string"}
                            for name in ("grant_type", "client_id", "client_secret", "scope")
                        },
                    }
                }
            }
        }
    },
)
def token(request: HttpRequest, response: HttpResponse) -> Any:
    """An access token for a client's id and secret: in the Authorization header, or in the body."""
    set_scope(("*",), "*")
    response["Cache-Control"] = "no-store"
    try:
        if request.POST.get("grant_type") != "client_credentials":
            raise TokenError("unsupported_grant_type", "only client_credentials is supported")
        name, secret = _credentials(request)
        told, row = clients.issue(name, secret, request.POST.get("scope", ""))
    except TokenError as error:
        if error.status == 401:
            response["WWW-Authenticate"] = 'Basic realm="youjian share"'
        return error.status, TokenErrorOut(error=error.code, error_description=error.told)
    seconds = int(LIVES.total_seconds())
    scope = " ".join(row.datasets)
    return 200, TokenOut(access_token=told, token_type=_TYPE, expires_in=seconds, scope=scope)


def _credentials(request: HttpRequest) -> tuple[str, str]:
    given = request.headers.get("Authorization", "")
    if not given.lower().startswith("basic "):
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(given[6:], validate=True).decode().partition(":")
    except (Base64Error, UnicodeDecodeError):
        raise TokenError("invalid_client", "the Authorization header is no Basic one", 401) from None
    return unquote(name), unquote(secret)


@share_api.get("/datasets", response={200: list[DataSetOut], **_REFUSALS})
def datasets(request: HttpRequest) -> list[DataSetOut]:
    """The data sets that the token may read, with the fields that come."""
    held: Token = request.auth  # type: ignore[attr-defined]
    agreement = held.client.agreement
    return [
        data_set_out(DATASETS[code], reading.fields_of(agreement, DATASETS[code])) for code in held.datasets
    ]


@share_api.get("/datasets/{code}", response={200: RowsOut, **_REFUSALS})
def dataset_rows(request: HttpRequest, code: str, wanted: Query[PageIn]) -> RowsOut:
    """A page of rows. Filters: `field=value` (several: any of them), `field.from`, `field.to`."""
    held, dataset = _held(request, code)
    agreement = held.client.agreement
    given = {name: request.GET.getlist(name) for name in request.GET}
    filters = {name: values for name, values in given.items() if name not in _OURS}
    fields = set(reading.fields_of(agreement, dataset))
    strange = sorted({name.removesuffix(".from").removesuffix(".to") for name in filters} - fields)
    if strange:
        raise Problem(422, "unknown_field", f"no agreed field {strange[0]!r} to filter by")
    condition = asked(dataset.spec, filters).condition
    found = reading.page(agreement, dataset, wanted.cursor, _limit(wanted.limit), condition)
    _note(request, dataset, "page", found.rows, filters)
    return RowsOut(
        dataset=code,
        agreement=agreement.code,
        purpose=agreement.purpose,
        rows=found.rows,
        cursor=found.cursor,
    )


@share_api.get("/datasets/{code}/changes", response={200: ChangesOut, **_REFUSALS})
def dataset_changes(request: HttpRequest, code: str, wanted: Query[PageIn]) -> ChangesOut:
    """What was written since a cursor; without one, a cursor to begin with and no rows."""
    held, dataset = _held(request, code)
    agreement = held.client.agreement
    if not wanted.cursor:
        found = reading.Changes([], reading.begin(), more=False)
    else:
        found = reading.changes(agreement, dataset, wanted.cursor, _limit(wanted.limit))
    _note(request, dataset, "changes", found.rows, {"cursor": [wanted.cursor]})
    return ChangesOut(
        dataset=code,
        agreement=agreement.code,
        purpose=agreement.purpose,
        rows=found.rows,
        cursor=found.cursor,
        more=found.more,
    )


def _held(request: HttpRequest, code: str) -> tuple[Token, DataSet]:
    held: Token = request.auth  # type: ignore[attr-defined]
    if code not in held.datasets or code not in held.client.agreement.datasets or code not in DATASETS:
        raise not_found(code)
    clients.admitted(held.client)
    return held, DATASETS[code]


def _limit(wanted: int) -> int:
    return max(1, min(wanted, _MOST))


def _note(request: HttpRequest, dataset: DataSet, way: str, rows: list[dict[str, Any]], given: Any) -> None:
    held: Token = request.auth  # type: ignore[attr-defined]
    giving.note(
        held.client.agreement,
        held.client,
        dataset.code,
        way,
        body=giving.encoded(rows),
        rows=len(rows),
        fields=reading.fields_of(held.client.agreement, dataset),
        asked=given,
        address=request.META.get("REMOTE_ADDR", ""),
    )
