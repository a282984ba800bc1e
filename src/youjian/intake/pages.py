"""What the door tells of itself: health, counters, the schema of what it takes."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from youjian.contract import schema as contract_schema
from youjian.intake.door import Door
from youjian.protocols import station
from youjian.protocols.station import documents


class Pages:
    """Handlers of the pages that need no signature."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._documents = {
            "schema": msgspec.json.encode(_schema()),
            "openapi.json": msgspec.json.encode(documents.openapi()),
            "asyncapi.json": msgspec.json.encode(documents.asyncapi()),
        }

    async def healthz(self, _: Request) -> Response:
        """200 while the process and its committing workers live; brokers that are away are no reason."""
        door = self._door
        body = {
            "status": "ok" if door.batcher.working else "unavailable",
            "pending": door.batcher.pending,
            "brokers": {name: "ok" if up() else "away" for name, up in door.brokers.items()},
        }
        return _told(body, ok=door.batcher.working)

    async def readyz(self, _: Request) -> Response:
        """200 when questions should come here: not draining, queue not full, database there, schema known."""
        why = await self._door.unfit()
        return _told({"status": "unready" if why else "ready", "why": why}, ok=not why)

    async def metrics(self, _: Request) -> Response:
        """The text format of Prometheus."""
        return Response(self._door.metrics.page(), media_type="text/plain; version=0.0.4")

    async def document(self, request: Request) -> Response:
        """The station API described: JSON Schema with the records, OpenAPI or AsyncAPI, by the path's end."""
        name = request.url.path.rsplit("/", 1)[-1]
        notation = "application/schema+json" if name == "schema" else station.JSON
        return Response(self._documents[name], media_type=notation)


def _told(body: dict[str, object], *, ok: bool) -> Response:
    headers = {"Cache-Control": "no-store"} | ({} if ok else {"Retry-After": "5"})
    return Response(msgspec.json.encode(body), 200 if ok else 503, headers, media_type=station.JSON)


def _schema() -> dict[str, object]:
    messages, records = station.json_schema(), contract_schema.json_schema()
    return {**messages, "$defs": {**records["$defs"], **messages["$defs"]}}
