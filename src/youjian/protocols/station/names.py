"""Names of an object in a body: each once.

Of a name that is there twice a decoder keeps one value and drops the other without a word: records could be
acknowledged that nobody has read. Values are not looked into, so a large body costs one walk over its bytes.
"""

import re

from msgspec import Raw, json

from youjian.protocols.station.packing import BodyError, decode_body, is_msgpack

_NAME = re.compile(rb'[\s{,]*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)
_END = re.compile(rb"[\s{]*}\s*")


def unique_names(data: bytes, content_type: str | None) -> dict[str, Raw]:
    """An object's values by their names, undecoded. BodyError when it is none, or has a name twice."""
    values = decode_body(data, dict[str, Raw], content_type)
    twice = _count_of_map(data) != len(values) if is_msgpack(content_type) else _holds_more(data, values)
    if twice:
        raise BodyError("invalid", "a name is there twice in one object")
    return values


def _count_of_map(data: bytes) -> int:
    """How many names a MessagePack map says that it has: fixmap, map 16 or map 32."""
    return data[0] & 0x0F if data[0] < 0xDE else int.from_bytes(data[1 : 3 if data[0] == 0xDE else 5], "big")


def _holds_more(data: bytes, values: dict[str, Raw]) -> bool:
    """Whether JSON has another value under a name, or the same one once more, than those that were kept."""
    seen: set[str] = set()
    at = 0
    while found := _NAME.match(data, at):
        name = json.decode(found[1], type=str)
        value = bytes(values[name])
        if name in seen or not data.startswith(value, found.end()):
            return True
        seen.add(name)
        at = found.end() + len(value)
    return _END.fullmatch(data, at) is None
