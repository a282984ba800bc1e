"""Requests for every operation of the API: the smallest that its OpenAPI document allows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from tests.integration.bureau_office import ZHUSHAN, Person

METHODS = ("get", "post", "put", "delete", "patch")
NOWHERE = 999_999_999
"""The number of no object."""
_NAMED: Mapping[str, Any] = {
    "station_id": ZHUSHAN, "taxpayer": "91350100M000100Y43", "sheet": "tanks", "name": "stations",
    "table": "stations", "username": "zhiban", "rule": "fuelling.totalizer_gap", "paper": "deliveries",
    "family": "92", "layer": "supply", "source": "other", "department": "market", "level": "1",
}  # fmt: skip
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    said: Mapping[str, Any]
    components: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How rules name it."""
        return f"{self.method.upper()} {self.path}"

    def address(self) -> str:
        """Its address with values for what has to be given."""
        given: dict[str, str] = {}
        query: list[str] = []
        for one in self.said.get("parameters", []):
            if one["in"] == "path":
                given[one["name"]] = str(self._parameter(one))
            elif one["in"] == "query" and one.get("required"):
                query.append(f"{one['name']}={quote(str(self._asked(one)))}")
        return self.path.format(**given) + (f"?{'&'.join(query)}" if query else "")

    def _asked(self, one: Mapping[str, Any]) -> Any:
        schema = self._plain(one.get("schema", {}))
        return _NAMED.get(one["name"], self.example(schema, one["name"]))

    def _parameter(self, one: Mapping[str, Any]) -> Any:
        if one["name"] in _NAMED:
            return _NAMED[one["name"]]
        schema = self._plain(one.get("schema", {}))
        return NOWHERE if schema.get("type") == "integer" else self.example(schema, one["name"])

    def send(self, person: Person, body: Mapping[str, Any] | None = None) -> Any:
        """The operation as a person asks it, with a body, or the smallest that it takes."""
        content: Mapping[str, Any] = self.said.get("requestBody", {}).get("content", {})
        address = self.address().removeprefix("/api/v1")
        if self.method == "get":
            return person.see(address)
        full = f"/api/v1{address}"
        headers = {"X-CSRFToken": person.token}
        if "multipart/form-data" in content:
            form = self.example(content["multipart/form-data"]["schema"], "")
            return person.post(full, data=_form(form), headers=headers)
        schema = content.get("application/json", {}).get("schema")
        if body is None:
            body = self.example(schema, "") if schema else {}
        call = {"post": person.post, "put": person.put, "delete": person.delete, "patch": person.patch}[
            self.method
        ]
        return call(full, data=json.dumps(body), content_type="application/json", headers=headers)

    def _plain(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema without references, without the choice of null, a number rather than its text."""
        if "$ref" in schema:
            return self._plain(self.components[schema["$ref"].rsplit("/", 1)[1]])
        for choice in ("anyOf", "oneOf", "allOf"):
            given = [one for one in schema.get(choice, []) if one.get("type") != "null"]
            numbers = [one for one in given if one.get("type") in ("number", "integer")]
            if given:
                return self._plain((numbers or given)[0])
        return schema

    def example(self, schema: Mapping[str, Any], name: str) -> Any:
        """The smallest value that a schema takes."""
        plain = self._plain(schema)
        if "const" in plain:
            return plain["const"]
        if "enum" in plain:
            return plain["enum"][0]
        kind = plain.get("type")
        if kind == "string":
            return _text(plain, name)
        if kind in ("integer", "number"):
            return _number(plain, whole=kind == "integer")
        return self._of_parts(plain, name)

    def _of_parts(self, plain: Mapping[str, Any], name: str) -> Any:
        match plain.get("type"):
            case "object":
                return self._object(plain)
            case "array":
                items = self._plain(plain.get("items", {}))
                least = 1 if items.get("format") == "binary" else int(plain.get("minItems", 0))
                return [self.example(items, name) for _ in range(least)]
            case "boolean":
                return True
            case _:
                return "x"

    def _object(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        properties: Mapping[str, Any] = plain.get("properties", {})
        made = {name: self.example(properties[name], name) for name in plain.get("required", [])}
        if not properties and plain.get("minProperties"):
            extra = plain.get("additionalProperties", {})
            made["stations"] = self.example(extra, "") if isinstance(extra, dict) else "x"
        return made


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of a document, in its order."""
    components = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield Operation(method, path, methods[method], components)


def _number(plain: Mapping[str, Any], *, whole: bool) -> float:
    least = plain.get("minimum", plain.get("exclusiveMinimum", 0) + 1)
    return int(max(least, 0)) if whole else float(least)


def _text(plain: Mapping[str, Any], name: str) -> Any:
    match plain.get("format"):
        case "binary":
            return SimpleUploadedFile("a.png", _PNG)
        case "date":
            return datetime.now(UTC).date().isoformat()
        case "date-time":
            return datetime.now(UTC).isoformat()
        case "uuid":
            return "0f3c9a52-6a1e-4f57-9a35-3a8f4f1d0009"
        case _:
            pass
    if "pattern" in plain:
        return _matching(plain["pattern"], int(plain.get("minLength", 0)))
    return _NAMED.get(name, "x" * max(int(plain.get("minLength", 1)), 1))


@cache
def _matching(pattern: str, least: int) -> str:
    if pattern == r"^\d{10}$":
        return ZHUSHAN
    quick = settings(
        database=None, max_examples=200, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck), deadline=None, derandomize=True,
    )  # fmt: skip
    return find(
        st.from_regex(pattern, fullmatch=True),
        lambda text: len(text) >= least and text.isprintable(),
        settings=quick,
    )


def _form(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if not isinstance(value, (dict,))}
