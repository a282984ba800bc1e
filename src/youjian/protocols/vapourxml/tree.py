"""XML of a stranger as a small tree: no DOCTYPE, no entities of its own, bounded in size, depth and number.

Namespaces are cut off the names: what a device writes counts, not which prefix it chose.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from msgspec import Struct

MOST_BYTES = 256 * 1024
_MOST_DEPTH = 32
_MOST_ELEMENTS = 20_000
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,30})[\"']")
_CHINESE = ("gbk", "gb2312", "gb18030")


class XmlError(ValueError):
    """A text that is no XML we read: what is wrong with it."""


class Element(Struct, frozen=True):
    """An element: its name without prefix, its own text, its children, the namespace of its prefix."""

    name: str
    text: str
    children: tuple["Element", ...] = ()
    namespace: str = ""

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


class _Open:
    def __init__(self, name: str) -> None:
        self.namespace, _, self.name = name.rpartition(" ")
        self.text: list[str] = []
        self.children: list[Element] = []

    def closed(self) -> Element:
        text = "".join(self.text).strip()
        return Element(self.name, text, tuple(self.children), self.namespace)


class _Builder:
    """The handlers of one parse."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._elements = 0
        self.root: Element | None = None

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= _MOST_DEPTH or self._elements > _MOST_ELEMENTS:
            raise XmlError(f"more than {_MOST_DEPTH} levels or {_MOST_ELEMENTS} elements")
        self._open.append(_Open(name))

    def text(self, data: str) -> None:
        if self._open:
            self._open[-1].text.append(data)

    def end(self, _name: str) -> None:
        element = self._open.pop().closed()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element


def parse_xml(data: bytes | str) -> Element:
    """The root of a document; XmlError says what is wrong."""
    text = data if isinstance(data, str) else _decoded(data)
    if len(text) > MOST_BYTES:
        raise XmlError(f"longer than {MOST_BYTES} characters")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    try:
        parser.Parse(text.lstrip("\ufeff \t\r\n"), True)
    except expat.ExpatError as error:
        raise XmlError(f"is no XML: {error}") from None
    except UnicodeEncodeError:
        raise XmlError("holds characters that no text has") from None
    if builder.root is None:
        raise XmlError("has no element")
    return builder.root


def _refuse_doctype(*_: Any) -> None:
    raise XmlError("has a DOCTYPE; entities are not read")


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise XmlError(f"{len(data)} bytes, at most {MOST_BYTES} are read")
    declared = _DECLARED.match(data)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        return data.decode("gb18030" if name in _CHINESE else "utf-8")
    except UnicodeDecodeError as error:
        raise XmlError(f"is no text in {name}: {error.reason} at byte {error.start}") from None
