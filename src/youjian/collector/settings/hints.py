"""What somebody probably meant: the nearest valid key or word to one that a station's file has wrong."""

import re
from difflib import get_close_matches
from typing import Any

from msgspec import Struct, inspect

_UNKNOWN = re.compile(r"unknown field `([^`]*)`(?: - at `([^`]*)`)?")
_WORD = re.compile(r"Invalid (?:enum )?value '([^']*)' - at `([^`]*)`")
_DEVICE = re.compile(r"\$\.device\[(\d+)\]")
_STEP = re.compile(r"\.([A-Za-z_][A-Za-z_0-9]*)|\[(\d+|\.\.\.)\]")


def hint(message: str, model: type[Struct], raw: dict[str, Any]) -> str:
    """What to add to an error of the file: `; did you mean "poll_s"?`, the keys there are, or nothing."""
    return _meant(message, model, raw) + _whose(message, raw)


def _whose(message: str, raw: dict[str, Any]) -> str:
    """The name of the device that a path counts from 0."""
    place = _DEVICE.search(message)
    name = _value(_value(raw.get("device"), "", place[1]), "name", "") if place else None
    return f' (device "{name}")' if isinstance(name, str) else ""


def _meant(message: str, model: type[Struct], raw: dict[str, Any]) -> str:
    unknown = _UNKNOWN.search(message)
    if unknown:
        if unknown[2] and unknown[1] in model.__struct_fields__:
            return f'; "{unknown[1]}" is a key of the whole file: it belongs above its first section'
        struct = _struct_at(model, raw, unknown[2] or "$")
        return _nearest(unknown[1], [field.encode_name for field in struct.fields]) if struct else ""
    word = _WORD.search(message)
    return _nearest(word[1], _words_at(model, raw, word[2])) if word else ""


def _nearest(word: str, valid: list[str]) -> str:
    close = get_close_matches(word.lower(), valid, n=1, cutoff=0.5)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; valid are {', '.join(sorted(valid))}" if valid else ""


def _words_at(model: type, raw: dict[str, Any], path: str) -> list[str]:
    """The words that may stand at a path: tags of a union, or a literal's values."""
    parent, _, key = path.rpartition(".")
    tags = [
        kind.tag for kind in _structs(_type_at(model, raw, parent, choose=False)) if kind.tag_field == key
    ]
    if tags:
        return [str(tag) for tag in tags]
    struct = _struct_at(model, raw, parent)
    types = [field.type for field in struct.fields if field.encode_name == key] if struct else []
    literals = [one for kind in types for one in _alternatives(kind) if isinstance(one, inspect.LiteralType)]
    return [str(value) for literal in literals for value in literal.values]


def _struct_at(model: type, raw: dict[str, Any], path: str) -> inspect.StructType | None:
    found = _structs(_type_at(model, raw, path, choose=True))
    return found[0] if len(found) == 1 else None


def _type_at(model: type, raw: Any, path: str, *, choose: bool) -> inspect.Type:
    """The type that a path such as `$.device[0].nozzles[...]` leads to; the file says which of a union."""
    kind: inspect.Type = inspect.type_info(model)
    here = raw
    for key, index in _STEP.findall(path):
        kind = _step(_chosen(kind, here), key)
        here = _value(here, key, index)
    return _chosen(kind, here) if choose else kind


def _step(kind: inspect.Type, key: str) -> inspect.Type:
    if not key:
        lists = [one for one in _alternatives(kind) if isinstance(one, inspect.ListType)]
        return lists[0].item_type if lists else inspect.AnyType()
    fields = {field.encode_name: field.type for struct in _structs(kind) for field in struct.fields}
    return fields.get(key, inspect.AnyType())


def _value(here: Any, key: str, index: str) -> Any:
    if key:
        return here.get(key) if isinstance(here, dict) else None
    items: list[Any] = here if isinstance(here, list) else []
    if index.isdigit():
        return items[int(index)] if int(index) < len(items) else None
    return items[0] if items else None


def _chosen(kind: inspect.Type, here: Any) -> inspect.Type:
    """The struct of a union that the file's tag names, or the union itself."""
    structs = _structs(kind)
    if len(structs) < 2 or not isinstance(here, dict):
        return kind
    named = [struct for struct in structs if here.get(str(struct.tag_field)) == struct.tag]
    return named[0] if named else kind


def _structs(kind: inspect.Type) -> list[inspect.StructType]:
    return [one for one in _alternatives(kind) if isinstance(one, inspect.StructType)]


def _alternatives(kind: inspect.Type) -> list[inspect.Type]:
    if isinstance(kind, inspect.Metadata):
        return _alternatives(kind.type)
    if isinstance(kind, inspect.UnionType):
        return [one for part in kind.types for one in _alternatives(part)]
    return [kind]
