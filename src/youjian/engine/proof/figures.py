"""A recorded finding and a recomputed one, side by side, field by field."""

import json
from collections.abc import Iterator
from typing import Any

from youjian.contract.findings import Finding
from youjian.detection.evidence import canonical, plain
from youjian.engine.proof.outcome import Figure

_FIELDS = tuple(name for name in Finding.__struct_fields__ if name != "evidence")
_SHOWN_ROWS = 3


def figures_of(recorded: Finding, recomputed: Finding) -> list[Figure]:
    """Every field of two findings, and every figure, parameter and record of their evidence."""
    fields = [
        _figure(name, plain(getattr(recorded, name)), plain(getattr(recomputed, name))) for name in _FIELDS
    ]
    return [*fields, *_of_evidence(evidence_of(recorded), evidence_of(recomputed))]


def evidence_of(finding: Finding) -> dict[str, Any]:
    """The evidence as it was said; one that is no JSON object counts as a text of its own."""
    try:
        said = json.loads(finding.evidence)
    except json.JSONDecodeError:
        said = None
    return said if isinstance(said, dict) else {"text": finding.evidence}


def _of_evidence(recorded: dict[str, Any], recomputed: dict[str, Any]) -> Iterator[Figure]:
    for part in sorted(recorded.keys() | recomputed.keys()):
        one, other = recorded.get(part), recomputed.get(part)
        if isinstance(one, dict) and isinstance(other, dict):
            tell = _records if part == "records" else _figure
            for name in sorted(one.keys() | other.keys()):
                yield tell(f"{part}.{name}", one.get(name), other.get(name))
        else:
            yield _figure(part, one, other)


def _figure(name: str, recorded: Any, recomputed: Any) -> Figure:
    return Figure(name, recorded, recomputed, canonical(recorded) == canonical(recomputed))


def _records(name: str, recorded: Any, recomputed: Any) -> Figure:
    """Records of a table: told by their number where they agree, else by the rows that differ."""
    one, other = _sorted(recorded), _sorted(recomputed)
    if one == other:
        return Figure(name, len(one), len(other), agrees=True)
    return Figure(name, _only(one, other), _only(other, one), agrees=False)


def _sorted(rows: Any) -> list[str]:
    return sorted(canonical(row) for row in rows) if isinstance(rows, list) else []


def _only(rows: list[str], others: list[str]) -> dict[str, Any]:
    """How many rows there are, and the first of those that the other side does not have."""
    alone = [row for row in rows if row not in others]
    return {"rows": len(rows), "differ": [json.loads(row) for row in alone[:_SHOWN_ROWS]]}
