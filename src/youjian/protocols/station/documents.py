"""The station API as OpenAPI 3.1 (HTTP) and AsyncAPI 3.0 (MQTT 5), both derived from the types."""

from typing import Any

import msgspec

from youjian.protocols.station import mqtt
from youjian.protocols.station.endpoints import ENDPOINTS, Endpoint, Signing
from youjian.protocols.station.messages import MESSAGES
from youjian.protocols.station.packing import JSON, LIMIT, MSGPACK

Document = dict[str, Any]
VERSION = "1"
_REF = "#/components/schemas/{name}"
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
_COUNT = r"^[1-9][0-9]{0,17}$"
_DIGEST = r"^[0-9a-f]{64}$"

_HEADERS: dict[str, tuple[str, str]] = {
    "Collector-Id": (_NAME, "the identity from enrolment"),
    "Key-Id": (_NAME, "the key that signs"),
    "Epoch": (_COUNT, "rises at each enrolment"),
    "Batch-No": (_COUNT, "from 1, without gap within the epoch"),
    "Previous-Digest": (_DIGEST, "digest of the batch before, 64 zeros for the first one"),
    "Sent-At": (
        r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$",
        "UTC; rises from boot to heartbeat to heartbeat",
    ),
    "Digest": (_DIGEST, "SM3 of the body as sent, for a batch after the previous digest"),
    "Signature": (r"^[A-Za-z0-9+/]+={0,2}$", "base64 of the signature over the lines above"),
}
_SIGNED: dict[Signing, tuple[str, ...]] = {
    "none": (),
    "message": ("Collector-Id", "Key-Id", "Epoch", "Sent-At", "Digest", "Signature"),
    "batch": ("Collector-Id", "Key-Id", "Epoch", "Batch-No", "Previous-Digest", "Digest", "Signature"),
}
_MEANINGS = {
    200: "Done and durable.",
    401: "Collector, key or signature are not known, or a header is missing: stop, try again slowly.",
    409: "Out of order: the body says where the platform stands.",
    413: f"More than {LIMIT} bytes unpacked: split.",
    422: "The envelope cannot be read: keep, report.",
    429: "Busy: keep, wait as long as Retry-After says.",
    503: "The database is away: keep, wait as long as Retry-After says.",
}
_ENCODING: Document = {"type": "string", "enum": ["gzip", "zstd", "identity"]}


def openapi() -> Document:
    """The document of the HTTP profile."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "youjian station API", "version": VERSION},
        "paths": {endpoint.path: {"post": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": _schemas()},
    }


def asyncapi() -> Document:
    """The document of the MQTT 5 profile."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "youjian station API over MQTT 5", "version": VERSION},
        "defaultContentType": JSON,
        "servers": {
            "broker": {
                "host": "broker.example.gov.cn:8883",
                "protocol": "secure-mqtt",
                "protocolVersion": "5",
            }
        },
        "channels": {
            "up": _channel(mqtt.Place("{station_id}", "{collector_id}").up, [*_questions(), "will"]),
            "down": _channel(mqtt.Place("{station_id}", "{collector_id}").down, ["answer"]),
        },
        "operations": {
            "ask": {
                "action": "send",
                "channel": {"$ref": "#/channels/up"},
                "reply": {"channel": {"$ref": "#/channels/down"}},
                "bindings": {"mqtt": {"qos": 1, "retain": False, "bindingVersion": "0.2.0"}},
            }
        },
        "components": {
            "schemas": _schemas(),
            "messages": {**_questions(), "answer": _answer(), "will": _will()},
        },
    }


def _operation(endpoint: Endpoint) -> Document:
    return {
        "operationId": _name(endpoint),
        "summary": endpoint.summary,
        "parameters": [
            *(
                {"name": name, "in": "header", "required": True, "schema": _header(name)}
                for name in _of(endpoint)
            ),
            {"name": "Content-Encoding", "in": "header", "schema": _ENCODING},
        ],
        "requestBody": {"required": True, "content": _content(endpoint.request)},
        "responses": {
            str(status): {"description": _MEANINGS[status], "content": _content(kind), **_waiting(status)}
            for status, kind in sorted(endpoint.replies.items())
        },
    }


def _content(kind: type[msgspec.Struct]) -> Document:
    schema = {"schema": _ref(kind)}
    return {JSON: schema, MSGPACK: schema}


def _waiting(status: int) -> Document:
    if status not in (429, 503):
        return {}
    return {"headers": {"Retry-After": {"description": "seconds", "schema": {"type": "string"}}}}


def _questions() -> Document:
    return {
        _name(endpoint): {
            "summary": endpoint.summary,
            "contentType": JSON,
            "headers": _user_properties(
                {mqtt.PATH: {"const": endpoint.path}, **{name: _header(name) for name in _of(endpoint)}},
                {"Content-Encoding": _ENCODING},
            ),
            "correlationId": {"location": "$message.header#/correlationData"},
            "payload": _ref(endpoint.request),
        }
        for endpoint in ENDPOINTS
    }


def _answer() -> Document:
    kinds = {kind.__name__: kind for endpoint in ENDPOINTS for kind in endpoint.replies.values()}
    return {
        "summary": "The reply to the question with the same correlation data, after commit.",
        "contentType": JSON,
        "headers": _user_properties(
            {mqtt.STATUS: {"type": "string", "pattern": "^[1-5][0-9][0-9]$"}},
            {"Retry-After": {"type": "string", "description": "seconds"}},
        ),
        "correlationId": {"location": "$message.header#/correlationData"},
        "payload": {"anyOf": [_ref(kind) for _, kind in sorted(kinds.items())]},
    }


def _will() -> Document:
    return {
        "summary": "The broker's word that a connection ended without a farewell: a hint, never answered.",
        "headers": _user_properties(
            {mqtt.PATH: {"const": mqtt.WILL}, "Collector-Id": _header("Collector-Id")}, {}
        ),
        "payload": {"type": "object"},
    }


def _user_properties(required: Document, optional: Document) -> Document:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def _channel(address: str, names: list[str]) -> Document:
    return {
        "address": address,
        "parameters": {
            "station_id": {"description": f"ten digits, or `{mqtt.ENROLLING}` before enrolment"},
            "collector_id": {"description": "the identity from enrolment, or a random token before it"},
        },
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _of(endpoint: Endpoint) -> tuple[str, ...]:
    return _SIGNED[endpoint.signing]


def _header(name: str) -> Document:
    pattern, meaning = _HEADERS[name]
    return {"type": "string", "pattern": pattern, "description": meaning}


def _name(endpoint: Endpoint) -> str:
    return endpoint.path.rsplit("/", 1)[-1]


def _ref(kind: type[msgspec.Struct]) -> Document:
    return {"$ref": _REF.format(name=kind.__name__)}


def _schemas() -> Document:
    _, components = msgspec.json.schema_components(MESSAGES, ref_template=_REF)
    return dict(sorted(components.items()))
