"""What the door tells of itself: health, counters, the schema of what it takes."""

import msgspec
from starlette.concurrency import run_in_threadpool
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
        """200 when the database answers, else 503; a broker that is away is told and is no reason."""
        answers = await run_in_threadpool(self._door.database.answers)
        body = {
            "status": "ok" if answers else "unavailable",
            "database": "ok" if answers else "away",
            "pending": self._door.batcher.pending,
            "brokers": {name: "ok" if up() else "away" for name, up in self._door.brokers.items()},
        }
        return Response(msgspec.json.encode(body), 200 if answers else 503, media_type=station.JSON)

    async def metrics(self, _: Request) -> Response:
        """Counters in the Prometheus text format."""
        gauges = {
            "youjian_intake_pending_rows": self._door.batcher.pending,
            "youjian_hj212_connections": self._door.hj212_connections,
            "youjian_mqtt_brokers": sum(up() for up in self._door.brokers.values()),
        }
        return Response(self._door.metrics.render(gauges), media_type="text/plain; version=0.0.4")

    async def document(self, request: Request) -> Response:
        """The station API described: JSON Schema with the records, OpenAPI or AsyncAPI, by the path's end."""
        name = request.url.path.rsplit("/", 1)[-1]
        notation = "application/schema+json" if name == "schema" else station.JSON
        return Response(self._documents[name], media_type=notation)


def _schema() -> dict[str, object]:
    messages, records = station.json_schema(), contract_schema.json_schema()
    return {**messages, "$defs": {**records["$defs"], **messages["$defs"]}}
