"""For the matrices of rights: every operation of the API as a request that reaches the check of rights."""

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from tests.integration import test_query_baseline as baseline
from tests.integration.bureau_office import ZHUSHAN, Person
from tests.integration.query_kit import today
from youjian.bureau.times import now

RULES = Path(__file__).with_name("authorisation.toml")
_FITTING = (
    "360203", "a", "1", "92", "95", "tank:1", "2026-10", "00:00", "2026-10-01", "13800138000", "10.0.0.1",
    "91350100M000100Y43", "92=770", "petrol", "3602030017", "0" * 64, "0" * 32, "abc",
)  # fmt: skip
"""Texts of which the first that a schema's pattern takes is sent."""
_BY_FORMAT = {"date": today, "date-time": lambda: now().isoformat(), "uuid": lambda: "0" * 32}


@dataclass(frozen=True)
class Rule:
    """Who may call an operation, and whose things it touches."""

    may: tuple[frozenset[str], ...]
    scope: str


def rules() -> dict[str, Rule]:
    """What authorisation.toml says, by operation (`GET /alerts`); raises on a line written twice."""
    sections = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return {name: _rule(text) for section in sections.values() for name, text in section.items()}


def _rule(text: str) -> Rule:
    """
    >>> _rule("alert.see + export.take | journal.see @station").scope
    'station'
    """
    needed, _, scope = text.partition("@")
    ways = [frozenset(p.strip() for p in way.split("+")) for way in needed.split("|")]
    return Rule(tuple(way - {"anybody", "public"} for way in ways), "public" if "public" in needed else scope)


@dataclass(frozen=True)
class Operation:
    """One operation of the document, with a request that fits its schemas."""

    name: str
    method: str
    template: str
    address: str
    body: Any = None
    form: bool = False
    made: bool = False
    """Whether its path names a thing that is there, in the other county."""

    @property
    def reads(self) -> bool:
        """Whether it only reads."""
        return self.method == "GET"


class _Unknown(dict[str, Any]):
    """Values of parameters; what nobody makes is the number 1."""

    def __missing__(self, key: str) -> str:
        return "1"


@dataclass
class Document:
    """The API's document and values for its parameters, each made once by somebody who may do everything."""

    maker: Person
    paths: dict[str, Any]
    schemas: dict[str, Any]
    made: dict[str, Any] = field(default_factory=dict[str, Any])

    def operations(self) -> Iterator[Operation]:
        """All of them, by name."""
        for template, methods in self.paths.items():
            for method, said in methods.items():
                path = template.removeprefix("/api/v1")
                yield self._operation(method.upper(), path, said)

    def _operation(self, method: str, path: str, said: dict[str, Any]) -> Operation:
        address, made = self._address(method, path, said.get("parameters", []))
        content = said.get("requestBody", {}).get("content", {})
        form = "multipart/form-data" in content
        schema = next(iter(content.values()), {}).get("schema")
        body = None if schema is None else self.value(schema)
        return Operation(f"{method} {path}", method, path, f"/api/v1{address}", body, form, made)

    def _address(self, method: str, path: str, parameters: list[dict[str, Any]]) -> tuple[str, bool]:
        if method == "GET" and path not in baseline._BESIDE | dict.fromkeys(baseline._OF_EACH_TABLE):
            try:
                return baseline._address(self.maker, path, parameters), _names_thing(path)
            except (KeyError, IndexError):
                pass  # nothing makes this object yet: a number that is not there
        asked = {
            p["name"]: self.value(p["schema"]) for p in parameters if p["in"] == "query" and p["required"]
        }
        values, made = self._values(path)
        for chosen in (p for p in parameters if p["in"] == "path" and "enum" in p["schema"]):
            values[chosen["name"]] = chosen["schema"]["enum"][0]
        return path.format_map(values) + (f"?{urlencode(asked)}" if asked else ""), made

    def _values(self, path: str) -> tuple[_Unknown, bool]:
        values, names = _Unknown(baseline._known()), [part.split("}")[0] for part in path.split("{")[1:]]
        numbered = next((one for prefix, one in baseline._NUMBERED.items() if path.startswith(prefix)), None)
        for name in names:
            maker = numbered if numbered and name == "number" else baseline._MADE.get(name)
            if name == "number" and not numbered and not path.startswith("/downtimes"):
                maker = None  # means something else in each app
            if maker is not None:
                values[name] = self._once(f"{path if numbered else ''}{name}", maker)
        return values, _names_thing(path) and all(name in values for name in names)

    def _once(self, name: str, maker: Any) -> Any:
        if name not in self.made:
            self.made[name] = maker(self.maker)
        return self.made[name]

    def value(self, schema: dict[str, Any], name: str = "") -> Any:
        """A small value that a schema takes; what names a station names the one of the other county."""
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rsplit("/", 1)[-1]], name)
        one_of = schema.get("anyOf") or schema.get("allOf") or schema.get("oneOf")
        if one_of:
            return self.value(one_of[0], name)
        if "const" in schema or schema.get("enum"):
            return schema["const"] if "const" in schema else schema["enum"][0]
        return self._plain(schema, name)

    def _plain(self, schema: dict[str, Any], name: str) -> Any:
        match schema.get("type", "object"):
            case "object":
                return self._object(schema)
            case "array":
                return self._array(schema, name)
            case "boolean":
                return True
            case "integer" | "number":
                return _number(schema)
            case _:
                return _text(schema, name)

    def _array(self, schema: dict[str, Any], name: str) -> list[Any]:
        files = schema.get("items", {}).get("format") == "binary"
        items = schema.get("prefixItems") or [schema["items"]] * schema.get("minItems", int(files))
        return [self.value(item, name) for item in items]

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = schema.get("properties", {})
        wanted = [name for name in properties if name in schema.get("required", ()) or name == "station_id"]
        if schema.get("minProperties") and isinstance(schema.get("additionalProperties"), dict):
            return {"stations": self.value(schema["additionalProperties"])}
        return {name: self.value(properties[name], name) for name in wanted}


def _names_thing(path: str) -> bool:
    """Whether a path names more than a month, a sheet, a layer, or a company with stations everywhere."""
    names = {part.split("}")[0] for part in path.split("{")[1:]}
    return bool(names - {"period", "sheet", "layer", "taxpayer"})


def _number(schema: dict[str, Any]) -> float:
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    return max(least + ("exclusiveMinimum" in schema), 1) if schema.get("maximum", 1) >= 1 else least


def _text(schema: dict[str, Any], name: str) -> Any:
    if schema.get("format") == "binary":
        return SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9))
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]()
    if name == "station_id":
        return ZHUSHAN
    if "pattern" in schema:
        return next((text for text in _FITTING if re.search(schema["pattern"], text)), "1")
    return "甲" * max(schema.get("minLength", 1), 1)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """A transaction that is undone, whatever the requests inside it did."""
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # as Django's own TestCase: requests are durable
    with outer:
        yield
        transaction.set_rollback(True)


def wrote() -> bool:
    """Whether the running transaction has changed anything: only then PostgreSQL gives it a number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])


def call(person: Person, operation: Operation) -> Any:
    """One request, which does not count as a touch of the session and leaves the browser's cookies alone."""
    kept = deepcopy(person.cookies)
    try:
        return _call(person, operation)
    finally:
        person.cookies = kept


def _call(person: Person, operation: Operation) -> Any:
    headers = {"X-CSRFToken": person.token, "X-Background": "1"}
    cache.clear()
    if operation.reads:
        return person.get(operation.address, headers=headers)
    if operation.form:
        for file in operation.body.values():
            if isinstance(file, SimpleUploadedFile):
                file.seek(0)
        return getattr(person, operation.method.lower())(operation.address, operation.body, headers=headers)
    body = json.dumps(operation.body if operation.body is not None else {})
    send = getattr(person, operation.method.lower())
    return send(operation.address, body, content_type="application/json", headers=headers)


def code_of(answer: Any) -> str:
    """The code of a refusal; empty for anything else."""
    if answer.streaming or not answer.get("Content-Type", "").startswith("application/json"):
        return ""
    said = json.loads(answer.content or b"{}")
    return said.get("code", "") if isinstance(said, dict) and answer.status_code >= 400 else ""


def told(answer: Any) -> str:
    """What a good answer says, as text."""
    if answer.status_code >= 300:
        return ""
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")
