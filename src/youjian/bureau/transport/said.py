"""What detection said of a group already, and the figures of a group as its row keeps them.

A finding and a match never give two numbers for one thing: where a rule has spoken, its figure stands.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from youjian.bureau.transport.facts import rows
from youjian.contract.findings import anchor_of_key, finding_id
from youjian.detection.books.match import Group
from youjian.detection.books.match_checks import Check
from youjian.detection.moments import moment_of

Row = dict[str, Any]


def of_station(station_id: str, groups: Sequence[Group]) -> dict[str, list[Row]]:
    """Open findings about the groups of a station, by the group's key."""
    wanted = {one: group.key for group in groups for one in _ids(station_id, group)}
    found: dict[str, list[Row]] = {}
    for row in rows(_BY_ID, list(wanted)) if wanted else []:
        found.setdefault(wanted[row["finding_id"]], []).append(row)
    lone = [group for group in groups if group.rises and not group.documents]
    if lone:
        for row in rows(_UNRECORDED, station_id):
            for group in lone:
                if _same_rise(row, group):
                    found.setdefault(group.key, []).append(row)
    return found


def values(group: Group, findings: Sequence[Row]) -> dict[str, Any]:
    """The columns of a group's row."""
    check = _telling(group)
    figures = _figures(check) | _finding_figures(findings, check)
    documents, trips = group.documents, group.trips
    return {
        "at": group.at,
        "due_at": group.due,
        "product": group.product,
        "state": group.state,
        "documents": [d["delivery_id"] for d in documents],
        "rises": [r.key for r in group.rises],
        "trips": [t["waybill_no"] for t in trips],
        **figures,
        "checks": [_check(one) for one in group.checks],
        "missing": list(group.missing),
        "findings": sorted(row["finding_id"] for row in findings),
        "plate_no": next((t["plate_no"] for t in trips), ""),
        "supplier_uscc": next((d["supplier_uscc"] for d in documents if d["supplier_uscc"]), ""),
    }


def _telling(group: Group) -> Check | None:
    """The comparison that the row shows: one beyond what is allowed, else the gauge's, else a trip's."""
    return next((c for c in group.checks if c.beyond), group.checks[0] if group.checks else None)


def _figures(check: Check | None) -> dict[str, Any]:
    names = ("told20_ml", "came20_ml", "apart20_ml", "low20_ml", "high20_ml")
    if check is None:
        return dict.fromkeys(names)
    litres = (check.told_l, check.came_l, check.apart_l, *check.interval)
    return {name: round(1000 * value) for name, value in zip(names, litres, strict=True)}


def _finding_figures(findings: Sequence[Row], check: Check | None) -> dict[str, Any]:
    """The difference as a rule said it, where one spoke about what the row shows."""
    rules = {"gauge": "stock.delivery_variance", "load": "transport.unmatched"}
    for row in findings:
        about = check is not None and row["rule"] == rules.get(check.of) and row["unit"] == "ml"
        if about and row["low"] is not None and row["estimate"] != 0:
            names = ("estimate", "low", "high")
            return {
                f"{to}20_ml": round(row[name])
                for to, name in zip(("apart", "low", "high"), names, strict=True)
            }
    return {}


def _check(check: Check) -> Row:
    litres = _figures(check)
    return {"of": check.of, "beyond": check.beyond, **litres}


def _ids(station_id: str, group: Group) -> Iterator[str]:
    """The findings that may stand about a group, by the anchors that the rules define."""
    subjects = {"station", *(f"tank:{r.tank_id}" for r in group.rises)}
    for d in group.documents:
        anchor = anchor_of_key(delivery_id=d["delivery_id"])
        tanks = subjects if d["tank_id"] is None else {*subjects, f"tank:{d['tank_id']}"}
        for subject in sorted(tanks):
            yield finding_id("stock.delivery_variance", station_id, subject, anchor)
            yield finding_id("stock.document_without_rise", station_id, subject, anchor)
        trip = anchor_of_key(delivery_id=d["delivery_id"], of="trip")
        yield finding_id("transport.unmatched", station_id, "station", trip)
    for t in group.trips:
        for of in ("document", "volume"):
            anchor = anchor_of_key(waybill_no=t["waybill_no"], of=of)
            yield finding_id("transport.unmatched", station_id, "station", anchor)


def _same_rise(row: Row, group: Group) -> bool:
    tanks = {f"tank:{rise.tank_id}" for rise in group.rises}
    first, last = moment_of(min(r.start for r in group.rises)), moment_of(max(r.end for r in group.rises))
    return row["subject"] in tanks and row["started_at"] <= last and (row["ended_at"] or last) >= first


_COLUMNS = (
    "finding_id, rule, status, verdict, severity, subject, started_at, ended_at, estimate, low, high, unit"
)
_LATEST = f"""
SELECT * FROM (
    SELECT DISTINCT ON (finding_id) {_COLUMNS} FROM ledger.findings WHERE %s
    ORDER BY finding_id, revision DESC
) AS latest WHERE status IN ('open', 'ended')
"""  # noqa: S608 - only our own words
_BY_ID = _LATEST.replace("%s", "finding_id = ANY(%s)")
_UNRECORDED = _LATEST.replace("%s", "rule = 'stock.unrecorded_delivery' AND station_id = %s")
