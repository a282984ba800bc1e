"""The doors as one application: its paths, and what runs while it runs."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from youjian.intake.door import Door
from youjian.intake.hj212_door import Hj212Door
from youjian.intake.http_door import Handler, handler
from youjian.intake.mqtt_door import MqttDoor
from youjian.intake.offline import OfflineDoor
from youjian.intake.pages import Pages
from youjian.intake.spans import SpanKeeper
from youjian.intake.station_api import StationApi
from youjian.protocols.station.offline import OFFLINE


def create_app(door: Door) -> Starlette:
    """The application; while it runs, the door's workers, its other doors and its span run."""
    api, pages = StationApi(door), Pages(door)
    answering = handler(api)
    gets: dict[str, Handler] = {
        "/healthz": pages.healthz,
        "/metrics": pages.metrics,
        **{f"/station/v1/{name}": pages.document for name in ("schema", "openapi.json", "asyncapi.json")},
    }
    return Starlette(
        routes=[
            *(Route(path, answering, methods=["POST"]) for path in api.verbs),
            Route(OFFLINE, OfflineDoor(door).answer, methods=["POST"]),
            *(Route(path, page, methods=["GET"]) for path, page in gets.items()),
        ],
        lifespan=_lifespan(door, api),
    )


def _lifespan(door: Door, api: StationApi) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        hj212, spans = Hj212Door(door), SpanKeeper(door)
        brokers = [MqttDoor(door, api, url) for url in door.settings.brokers]
        door.open()
        try:
            await hj212.open()
            for broker in brokers:
                await broker.open()
            spans.open()
            yield
        finally:
            await hj212.close()
            for broker in brokers:
                await broker.close()
            await spans.close()
            await run_in_threadpool(door.close)

    return lifespan
