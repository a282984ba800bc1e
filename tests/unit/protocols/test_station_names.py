"""An object of a body has each name once: what a decoder would drop is never acknowledged."""

import json
import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.protocols.station import JSON, MSGPACK, BodyError, unique_names

_NAMES = st.text(string.ascii_lowercase[:2] + '"\\{}:é', max_size=3)
_VALUES = st.recursive(
    st.none() | st.integers(-20, 20) | _NAMES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=2),
    max_leaves=5,
)
_PAIRS = st.lists(st.tuples(_NAMES, _VALUES), max_size=4)


@given(pairs=_PAIRS, space=st.sampled_from(["", " ", "\n\t"]), ascii_only=st.booleans())
def test_json_is_read_when_each_name_is_there_once(
    pairs: list[tuple[str, object]], space: str, ascii_only: bool
) -> None:
    shown = [
        f"{space}{json.dumps(name, ensure_ascii=ascii_only)}{space}:{space}{json.dumps(value)}{space}"
        for name, value in pairs
    ]
    _holds((space + "{" + (",".join(shown) or space) + "}" + space).encode(), JSON, pairs)


@given(pairs=_PAIRS, head=st.sampled_from([b"\x80", b"\xde\x00\x00", b"\xdf\x00\x00\x00\x00"]))
def test_messagepack_is_read_when_each_name_is_there_once(
    pairs: list[tuple[str, object]], head: bytes
) -> None:
    written = b"".join(msgspec.msgpack.encode(part) for pair in pairs for part in pair)
    _holds(head[:-1] + bytes([head[-1] | len(pairs)]) + written, MSGPACK, pairs)


def _holds(body: bytes, content_type: str, pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) < len(pairs):
        with pytest.raises(BodyError, match="twice"):
            unique_names(body, content_type)
    else:
        decode = msgspec.msgpack.decode if content_type == MSGPACK else msgspec.json.decode
        found = unique_names(body, content_type)
        assert {name: decode(value) for name, value in found.items()} == dict(pairs)
