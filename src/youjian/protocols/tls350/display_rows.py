"""Rows of an inventory table: values found by their order, by the columns' right edges, or cut at them."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from youjian.protocols.tls350.display_words import Heading, unit_of

Decimal = Literal[".", ","]
_TANK = re.compile(r"\s*(?:T(?:ANK|K)?\s*)?#?\s*(?P<tank>\d{1,2})(?=[\s:]|$):?", re.IGNORECASE)
_NUMBER = r"[+-]?(?:\d[\d.,]*|[.,]\d+)"
_VALUE = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>[A-Za-z°\"℃]{{0,4}})")
_SEVERAL = re.compile(rf"{_NUMBER}(?:[+-](?:\d[\d.,]*))*")
_NO_VALUE = re.compile(r"[-–—?*#.]+|N/?A|NAN|NONE|OFF", re.IGNORECASE)
_ENDS_IN_DIGITS = re.compile(r"(?P<label>.*\D)(?P<number>\d+)")
_SLACK, _UNDER = 3, 1
UNNAMED: dict[int, tuple[str, ...]] = {
    4: ("volume", "height", "water", "temperature"),
    5: ("volume", "ullage", "height", "water", "temperature"),
    6: ("volume", "tc_volume", "ullage", "height", "water", "temperature"),
    7: ("volume", "tc_volume", "ullage", "height", "water", "temperature", "water_volume"),
}
"""Which values stand in a row without headings, by their count."""


class Token(NamedTuple):
    """A word of a row and where it stands."""

    text: str
    start: int
    end: int


class Row(NamedTuple):
    """A tank's row: its number, its product's name, values by kind, units written beside them."""

    tank: int
    label: str
    values: dict[str, float | None]
    units: dict[str, str]


def decimal_mark(lines: Iterable[str]) -> Decimal:
    """Which mark divides whole and part in these rows: a comma only if it cannot divide thousands."""
    numbers = [text for line in lines for text in re.findall(r"\d[\d.,]*\d", line) if "," in text]
    for text in numbers:
        parts = text.split(",")
        if "." in text:
            return "." if text.rindex(".") > text.rindex(",") else ","
        if len(parts) > 2:
            return "."
        if len(parts[1]) != 3:
            return ","
    return "."


def number_in(text: str, decimal: Decimal = ".") -> float | None:
    """A number as written, or None.

    >>> number_in("-1.234,5", ",")
    -1234.5
    """
    thousands = "," if decimal == "." else "."
    try:
        return float(text.replace(thousands, "").replace(decimal, "."))
    except ValueError:
        return None


def row_of(line: str, columns: Sequence[Heading], decimal: Decimal = ".") -> Row | None:
    """The tank in a line below its table's headings, or None when the line is none."""
    start = _TANK.match(line)
    if start is None:
        return None
    words = [
        Token(match[0], match.start(), match.end()) for match in re.finditer(r"\S+", line[start.end() :])
    ]
    words = [word._replace(start=word.start + start.end(), end=word.end + start.end()) for word in words]
    kinds = [column for column in columns if column.kind not in ("tank", "product")]
    words, kinds = _without_remarks(words, kinds)
    label, tokens, units = _split(words)
    if not kinds:
        return _unnamed(int(start["tank"]), label, tokens, units, decimal)
    label, tokens = _without_unnamed(label, tokens, kinds)
    label, tokens = _without_label(label, tokens, kinds)
    if len(tokens) < len(kinds):
        label, tokens = _cut_from_label(label, tokens, kinds)
    placed = _placed(tokens, kinds)
    if not placed:
        return None
    values = {kind: number_in(text, decimal) for kind, text in placed.items() if kind != "other"}
    return Row(int(start["tank"]), _text(label, line), values, units)


def _without_remarks(words: list[Token], kinds: list[Heading]) -> tuple[list[Token], list[Heading]]:
    """Last columns that hold words, such as a status NORMAL, left out with what stands in them."""
    while kinds and kinds[-1].kind == "other" and words and _value(words[-1], {}) is None:
        words = [word for word in words if word.end < kinds[-1].start - 1 or _value(word, {}) is not None]
        kinds = kinds[:-1]
    return words, kinds


def _split(words: list[Token]) -> tuple[list[Token], list[Token], dict[str, str]]:
    """Words of the name, values behind them, units that stand beside values."""
    at, values, units = len(words), list[Token](), dict[str, str]()
    while at:
        word = words[at - 1]
        unit = unit_of(word.text)
        if unit is not None and at > 1 and _VALUE.fullmatch(words[at - 2].text):
            units.setdefault(*unit)
        elif (value := _value(word, units)) is not None:
            values.insert(0, value)
        else:
            break
        at -= 1
    return words[:at], values, units


def _value(word: Token, units: dict[str, str]) -> Token | None:
    match = _VALUE.fullmatch(word.text)
    if match is None:
        return word if _NO_VALUE.fullmatch(word.text) or _SEVERAL.fullmatch(word.text) else None
    if match["unit"]:
        unit = unit_of(match["unit"])
        if unit is None:
            return None
        units.setdefault(*unit)
        return word._replace(text=match["number"])
    return word


def _unnamed(
    tank: int, label: list[Token], tokens: list[Token], units: dict[str, str], decimal: Decimal
) -> Row | None:
    while not label or (len(tokens) > 1 and _belongs(label[-1], *tokens[:2])):
        if not tokens:
            return None
        label, tokens = [*label, tokens[0]], tokens[1:]
    kinds = UNNAMED.get(len(tokens))
    if kinds is None:
        return None
    numbers = (number_in(token.text, decimal) for token in tokens)
    return Row(tank, " ".join(word.text for word in label), dict(zip(kinds, numbers, strict=True)), units)


def _belongs(word: Token, number: Token, following: Token) -> bool:
    """Whether a number stands close to the name before it and apart from what follows: SUPER 98   1825."""
    return number.start - word.end == 1 < following.start - number.end


def _without_unnamed(
    label: list[Token], tokens: list[Token], kinds: list[Heading]
) -> tuple[list[Token], list[Token]]:
    """Without the values of columns whose headings nobody knows, where all others stand under theirs."""
    under = [next((t for t in tokens if abs(t.end - kind.end) <= _UNDER), None) for kind in kinds]
    found = [token for token in under if token is not None]
    if len(tokens) <= len(kinds) or len(set(found)) < len(kinds):
        return label, tokens
    return [*label, *tokens[: tokens.index(found[0])]], found


def _without_label(
    label: list[Token], tokens: list[Token], kinds: list[Heading]
) -> tuple[list[Token], list[Token]]:
    """Numbers that belong to the product's name: more than there are columns, or left of the first one."""
    surplus = max(0, len(tokens) - len(kinds))
    while (
        surplus < len(tokens)
        and tokens[surplus].end < kinds[0].start
        and len(tokens) - surplus >= len(kinds)
        and _under_headings(tokens[surplus + 1 :], kinds)
    ):
        surplus += 1
    if not label and len(tokens) > len(kinds) and surplus == 0:
        surplus = 1
    return [*label, *tokens[:surplus]], tokens[surplus:]


def _cut_from_label(
    label: list[Token], tokens: list[Token], kinds: list[Heading]
) -> tuple[list[Token], list[Token]]:
    """A name that fills its column touches the first value: DIESELX4412."""
    last = label[-1] if label else None
    match = _ENDS_IN_DIGITS.fullmatch(last.text) if last else None
    if last is None or match is None or abs(last.end - kinds[0].end) > _SLACK:
        return label, tokens
    cut = last.start + match.start("number")
    return [*label[:-1], Token(match["label"], last.start, cut)], [
        Token(match["number"], cut, last.end),
        *tokens,
    ]


def _placed(tokens: list[Token], kinds: list[Heading]) -> dict[str, str]:
    """Values by their columns; none where their number differs and they stand apart from the headings."""
    if len(tokens) == len(kinds) and all(
        _VALUE.fullmatch(t.text) or _NO_VALUE.fullmatch(t.text) for t in tokens
    ):
        return {column.kind: token.text for column, token in zip(kinds, tokens, strict=True)}
    placed: dict[str, str] = {}
    if not _under_headings(tokens, kinds):
        return placed
    for token in tokens:
        placed.update(_by_edges(token, kinds))
    return placed


def _under_headings(tokens: list[Token], kinds: list[Heading]) -> bool:
    """Whether every word ends about where some heading ends."""
    return all(min(abs(column.end - token.end) for column in kinds) <= _SLACK for token in tokens)


def _by_edges(token: Token, kinds: list[Heading]) -> dict[str, str]:
    """The columns whose right edges a word reaches: one, or several when numbers touch one another."""
    nearest = min(kinds, key=lambda column: abs(column.end - token.end))
    inside = [
        column for column in kinds if token.start + 1 < column.end < token.end - 1 and column != nearest
    ]
    if not inside:
        return {nearest.kind: token.text}
    found: dict[str, str] = {}
    at = token.start
    for column in inside:
        found[column.kind] = token.text[at - token.start : column.end - token.start]
        at = column.end
    return found | {nearest.kind: token.text[at - token.start :]}


def _text(label: list[Token], line: str) -> str:
    if not label:
        return ""
    start, last = label[0].start, label[-1]
    return line[start : last.start] + last.text
