"""How a rule says what it found: rows, evidence, digest and neutral words, put together in one place."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from youjian.contract.fields import SHANGHAI
from youjian.contract.findings import Finding, Severity, Status, Unit, Verdict, finding_id
from youjian.detection.rule import Rule

Row = dict[str, Any]
Records = Mapping[str, Sequence[Row]]
"""The rows a finding was made from, by table."""
_DIGITS = {"exact": 12, "measured": 6}
"""Significant digits of a figure: what an identity counts stays whole, what was measured loses its noise."""
_LONGEST = 512
"""Characters of a finding's message."""


@dataclass(frozen=True)
class Size:
    """How big it is, with its 95 % interval. An identity has no spread: `Size.exact`."""

    estimate: float | None
    low: float | None
    high: float | None
    unit: Unit

    @classmethod
    def exact(cls, value: float | None, unit: Unit) -> "Size":
        """A figure without spread: low = high = estimate."""
        number = None if value is None else float(value)
        return cls(number, number, number, unit)


@dataclass(frozen=True)
class Words:
    """One sentence in Chinese and the same in English, without a name of a station in it."""

    zh: str
    en: str

    def undecided(self) -> "Words":
        """The same, with the reason why a record made from the difference of two totals decides nothing."""
        return Words(
            f"{self.zh.rstrip('。')}；该记录由累计泵码差值生成，缺少明细，数据不足以判定。",
            f"{self.en.rstrip('.')}; the record was made from totals alone, without detail: undecidable.",
        )


@dataclass(frozen=True)
class Where:
    """Whose finding it is, by what it is identified, and the interval it is about."""

    station_id: str
    subject: str
    anchor: str
    started_at: datetime
    ended_at: datetime | None
    detected_at: datetime


def finding(
    rule: Rule,
    where: Where,
    size: Size,
    words: Words,
    *,
    severity: Severity,
    records: Records,
    figures: Mapping[str, Any],
    verdict: Verdict = "discrepancy",
    status: Status = "open",
    episode: int | None = None,
) -> Finding:
    """Revision 1 of a finding, with its identity, evidence and digest."""
    told = records_as_text(records)
    digits = _DIGITS[rule.catalogue.kind]
    return Finding(
        finding_id=finding_id(rule.code, where.station_id, where.subject, where.anchor),
        revision=1,
        status=status,
        rule=rule.code,
        rule_set=rule.rule_set,
        station_id=where.station_id,
        subject=where.subject,
        started_at=where.started_at,
        ended_at=where.ended_at,
        detected_at=where.detected_at,
        severity=severity,
        estimate=rounded(size.estimate, digits),
        low=rounded(size.low, digits),
        high=rounded(size.high, digits),
        unit=size.unit,
        verdict=verdict,
        message=_shortened(words.zh),
        message_en=_shortened(words.en),
        facts_digest=digest(told),
        evidence=canonical(_evidence(rule, where, told, figures, episode)),
    )


def _shortened(message: str) -> str:
    """A sentence may quote what a device said, as long as the device liked; evidence has it whole."""
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


def _evidence(
    rule: Rule, where: Where, told: Mapping[str, list[Row]], figures: Mapping[str, Any], episode: int | None
) -> dict[str, Any]:
    numbered = {} if episode is None else {"episode": episode}
    return {
        "records": told,
        "window": {"from": plain(where.started_at), "to": plain(where.ended_at)},
        "parameters": plain(dataclasses.asdict(rule.parameters)),
        "figures": rounded(plain(dict(figures)), _DIGITS[rule.catalogue.kind]),
        **numbered,
    }


def rows(table: pa.Table, chosen: Any) -> list[Row]:
    """The chosen rows (a mask or positions, NumPy) as dictionaries with times in UTC."""
    wanted = pa.array(chosen)
    part = table.filter(wanted) if pa.types.is_boolean(wanted.type) else table.take(wanted)
    return [{name: _utc(value) for name, value in row.items()} for row in part.to_pylist()]


def known_of(row: Row) -> datetime:
    """Known time of a fuelling: `received_at`, else its end."""
    return row["received_at"] or row["ended_at"]


def records_as_text(records: Records) -> dict[str, list[Row]]:
    """Rows as JSON values: times in UTC with microseconds, numbers as they are."""
    return {table: [plain(row) for row in listed] for table, listed in records.items()}


def digest(records: Mapping[str, Sequence[Row]]) -> str:
    """SHA-256 over the canonical JSON of the records used, whatever order they were given in."""
    ordered = {table: sorted(listed, key=canonical) for table, listed in records.items()}
    return hashlib.sha256(canonical(ordered).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON text with sorted names and no spaces.

    >>> canonical({"b": 1, "a": "升"})
    '{"a":"升","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case dict():
            return {str(name): plain(item) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list() | tuple():
            return [plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def rounded(value: Any, digits: int) -> Any:
    """A JSON value whose fractional numbers keep so many significant digits.

    What differs between two machines lies beyond them, so that findings are the same byte for byte.

    >>> rounded({"share": 0.12345678, "litres": [1234567.8, 3]}, 6)
    {'share': 0.123457, 'litres': [1234570.0, 3]}
    """
    match value:
        case float():
            return float(f"{value:.{digits}g}")
        case dict():
            return {name: rounded(item, digits) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [rounded(item, digits) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def litres(millilitres: int) -> str:
    """Litres with two decimals, as a dispenser shows them.

    >>> litres(42_000)
    '42.00'
    """
    return f"{millilitres / 1000:.2f}"


def clock(moment: datetime) -> str:
    """A moment as screens show it, in Asia/Shanghai.

    >>> clock(datetime(2026, 11, 22, 0, 30, tzinfo=UTC))
    '2026-11-22 08:30:00'
    """
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
