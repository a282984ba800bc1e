"""The address of the stream as the API document tells it; `events.stream` serves it beside Django."""

from typing import Any

EVENTS_PATH_ITEM: dict[str, Any] = {
    "get": {
        "operationId": "events",
        "summary": "Events",
        "tags": ["events"],
        "description": (
            "Server-sent events, filtered by the scope of the session. `id:` is the event's number; the "
            "stream is resumed with `Last-Event-ID` or `last_event_id`. Kinds: `alert.opened`, "
            "`alert.changed`, `device.flip`, `downtime.changed`; `live` (no number) names stations whose "
            "latest state changed. `position` says where the stream is; `reset` that events after the number "
            "given are not kept any more: load everything anew. Comments are heartbeats."
        ),
        "parameters": [
            {
                "in": "query",
                "name": "last_event_id",
                "required": False,
                "schema": {"type": "integer", "minimum": 0},
            }
        ],
        "responses": {
            "200": {"description": "OK", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            "401": {"description": "Not logged in"},
        },
        "security": [{"SessionCookie": []}],
    }
}
