"""What an entry of a station's timeline says, in the request's language."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from youjian.bureau.alerts.words import OUTCOMES, RULES
from youjian.bureau.downtime.words import KINDS as DOWNTIME_KINDS
from youjian.bureau.downtime.words import STEPS, minute, where
from youjian.bureau.language import pick
from youjian.bureau.registry.choices import (
    OPERATING_MODE,
    OWNERSHIP,
    PRODUCT,
    SEAL_POSITION,
    STATION_STATUS,
    VERIFICATION_RESULT,
)
from youjian.bureau.registry.event_words import EVENTS
from youjian.bureau.registry.sheets import DESCRIBED
from youjian.bureau.registry.words import CHANGE_KINDS, CHANGE_SOURCES, LINKS, device_name
from youjian.bureau.sheets.fields import Choice

Row = dict[str, Any]
KINDS: dict[str, tuple[str, str]] = {
    "register": ("档案变更", "Register"),
    "succession": ("站点承接", "Merge, split, move"),
    "operation": ("经营情况", "Operation"),
    "verification": ("检定", "Verifications"),
    "seal": ("铅封", "Seals"),
    "delivery": ("卸油", "Deliveries"),
    "event": ("设备事件", "Device events"),
    "connection": ("在线状态", "Connection"),
    "alert": ("预警", "Alerts"),
    "downtime": ("停机申报", "Downtime requests"),
    "maintenance": ("停机时段", "Downtime"),
}
"""Kinds of entries with their names in Chinese and English."""
_SUCCESSIONS = {"merge": ("合并", "Merger"), "split": ("分立", "Split"), "move": ("迁址", "Move")}


@dataclass(frozen=True)
class Said:
    """What an entry says: a title, more, who did it, and where it leads."""

    title: str
    detail: str = ""
    actor: str | None = None
    path: str | None = None


def named(choices: Sequence[Choice], code: str | None) -> str:
    """A code's name in the request's language; an unknown one stands for itself."""
    found = next((choice for choice in choices if choice.code == code), None)
    return found.title if found else (code or "")


def say(source: str, row: Row) -> Said:
    """What an entry of a source says."""
    return _SAYING[source](row)


def table_title(table: str) -> str:
    """A register table's name."""
    sheet = DESCRIBED.get(table)
    return sheet.title if sheet is not None else table


def row_title(change: Row) -> str:
    """Which row of the register a change is about."""
    key, table = change["key"], change["table"]
    numbers = [key[name] for name in ("tank_id", "dispenser_id", "nozzle_id") if key.get(name) is not None]
    if not numbers:
        return table_title(table)
    return pick(f"{numbers[0]}号 {table_title(table)}", f"{table_title(table)} {numbers[0]}")


def _register(row: Row) -> Said:
    return Said(_register_title(row), _register_detail(row), row["display_name"])


def _register_title(row: Row) -> str:
    changes: list[Row] = row["changes"]
    status = next((_new_status(c) for c in changes if _new_status(c)), None)
    way = named(CHANGE_SOURCES, row["source"])
    if status is not None:
        return pick(f"营业状态改为{status}", f"Status is now: {status}")
    if len(changes) == 1:
        kind = named(CHANGE_KINDS, changes[0]["kind"])
        return pick(f"{kind}{row_title(changes[0])}", f"{row_title(changes[0])}: {kind.lower()}")
    return pick(
        f"档案变更{len(changes)}项（{way}）", f"{len(changes)} changes of the register ({way.lower()})"
    )


def _new_status(change: Row) -> str | None:
    before, after = change["before"], change["after"]
    if change["table"] != "stations" or change["kind"] != "changed" or before["status"] == after["status"]:
        return None
    return named(STATION_STATUS, after["status"])


def _register_detail(row: Row) -> str:
    changes: list[Row] = row["changes"]
    parts: list[str] = []
    if len(changes) > 1:
        counted = Counter((change["table"], change["kind"]) for change in changes)
        parts += [_counted(table, kind, n) for (table, kind), n in counted.items()]
    lines = sum(change["lines"] or 0 for change in changes if change["table"] == "tank_charts")
    if lines:
        parts.append(pick(f"罐容表共{lines}行", f"{lines} lines of tank charts"))
    if row["effective_on"]:
        parts.append(pick(f"自{row['effective_on']}起", f"from {row['effective_on']}"))
    if row["reason"]:
        parts.append(pick(f"原因：{row['reason']}", f"reason: {row['reason']}"))
    return pick("；", "; ").join(parts)


def _counted(table: str, kind: str, number: int) -> str:
    way = named(CHANGE_KINDS, kind)
    return pick(f"{table_title(table)}{way}{number}", f"{table_title(table)}: {number} {way.lower()}")


def _succession(row: Row) -> Said:
    kind = pick(*_SUCCESSIONS[row["kind"]])
    old = f"{row['predecessor_name'] or ''} {row['predecessor']}".strip()
    new = f"{row['successor_name'] or ''} {row['successor']}".strip()
    count = len(row["equipment"])
    title = pick(f"{kind}：{old} → {new}", f"{kind}: {old} → {new}")
    reason = pick(f"原因：{row['reason']}", f"reason: {row['reason']}")
    moved = pick(f"{count}件设备转入；{reason}", f"{count} pieces of equipment went over; {reason}")
    other = row["successor"] if row["from_here"] else row["predecessor"]
    return Said(title, moved, path=f"/stations/{other}")


def _operation(row: Row) -> Said:
    company = row["company"] or row["uscc"]
    parts = [
        named(OWNERSHIP, row["ownership"]),
        row["controlling_group"],
        named(OPERATING_MODE, row["operating_mode"]),
    ]
    return Said(
        pick(f"由{company}经营", f"Run by {company}"),
        pick("，", ", ").join(part for part in parts if part),
    )


def _verification(entry: Row) -> Said:
    rows: list[Row] = entry["rows"]
    results = Counter(named(VERIFICATION_RESULT, row["result"]) for row in rows)
    counted = pick("、", ", ").join(f"{result} {count}" for result, count in results.items())
    details = [
        pick(
            f"{row['nozzle_id']}号枪 {row['certificate_no']}（有效期至{row['valid_until']}）",
            f"nozzle {row['nozzle_id']}: {row['certificate_no']} (valid until {row['valid_until']})",
        )
        for row in rows
    ]
    if len(rows) == 1:
        nozzle = device_name(f"nozzle:{rows[0]['nozzle_id']}")
        result = next(iter(results))
        return Said(pick(f"{nozzle}检定{result}", f"{nozzle}: verification, {result.lower()}"), details[0])
    return Said(
        pick(f"{len(rows)}支加油枪检定：{counted}", f"{len(rows)} nozzles verified: {counted.lower()}"),
        pick("；", "; ").join(details),
    )


def _seals(verb_one: tuple[str, str], verb_many: tuple[str, str]) -> Callable[[Row], Said]:
    def saying(entry: Row) -> Said:
        rows: list[Row] = entry["rows"]
        details = [_seal_words(row, entry["day"]) for row in rows]
        if len(rows) == 1:
            return Said(pick(*verb_one).format(rows[0]["seal_no"]), details[0])
        return Said(pick(*verb_many).format(len(rows)), pick("；", "; ").join(details))

    return saying


def _seal_words(row: Row, day: str) -> str:
    """Where a seal is or was, and why it was taken off when that is what happened on the day."""
    dispenser = device_name(f"dispenser:{row['dispenser_id']}")
    parts = [f"{dispenser} {named(SEAL_POSITION, row['position'])}", row["seal_no"]]
    if row["removed_on"] == day and row["removed_reason"]:
        parts.append(pick(*_REMOVALS.get(row["removed_reason"], (row["removed_reason"],) * 2)))
    return " ".join(parts)


_REMOVALS = {
    "verification": ("因检定拆除", "for a verification"),
    "authorised_repair": ("因授权维修拆除", "for an authorised repair"),
    "found_broken": ("发现破损", "found broken"),
}


def _delivery(row: Row) -> Said:
    litres = f"{row['documented_volume_ml'] / 1000:,.0f}"
    tank = (
        device_name(f"tank:{row['tank_id']}")
        if row["tank_id"] is not None
        else pick("油罐未注明", "no tank named")
    )
    papers = [row["delivery_id"], row["waybill_no"], row["invoice_no"]]
    product = named(PRODUCT, row["product"])
    return Said(
        pick(f"卸油 {product} {litres} 升", f"Delivery of {product}, {litres} L"),
        pick("，", ", ").join([tank, *(paper for paper in papers if paper)]),
    )


def _event(row: Row) -> Said:
    return Said(
        f"{device_name(row['device'])}{pick('：', ': ')}{named(EVENTS, row['code'])}", row["detail"] or ""
    )


def _connection(row: Row) -> Said:
    old, new = named(LINKS, row["old_status"]), named(LINKS, row["new_status"])
    return Said(f"{device_name('collector')}{pick('：', ': ')}{old} → {new}")


def _alert(verb: tuple[str, str]) -> Callable[[Row], Said]:
    def saying(row: Row) -> Said:
        rule = named(RULES, row["rule"])
        outcome = named(OUTCOMES, row["outcome"]) if row["outcome"] else ""
        detail = (
            f"{outcome}{pick('：', ': ')}{row['reason']}"
            if outcome
            else pick(row["message"], row["message_en"] or row["message"])
        )
        title = pick(f"预警{pick(*verb)}：{rule}", f"Alert {pick(*verb)}: {rule}")
        return Said(title, detail, row.get("display_name"), f"/alerts/{row['id']}")

    return saying


def _downtime(row: Row) -> Said:
    what = f"{where(row['device'])}{pick('，', ', ')}{named(DOWNTIME_KINDS, row['what'])}"
    span = f"{_minute(row['starts_at'])} – {_minute(row['ends_at'])}"
    step = named(STEPS, row["step"])
    late = pick("（补报）", " (announced late)") if row["late"] and row["step"] == "requested" else ""
    why = row["reason"] if row["step"] == "requested" else row["note"]
    return Said(
        pick(f"停机申报：{step}{late}", f"Downtime: {step.lower()}{late}"),
        pick("；", "; ").join(part for part in (what, span, why) if part),
        row["display_name"],
        f"/downtimes?open={row['request_id']}",
    )


def _maintenance(row: Row) -> Said:
    devices = pick("、", ", ").join(device_name(device) for device in row["devices"])
    until = _minute(row["ends_at"])
    return Said(
        pick(f"停机开始：{devices}", f"Downtime begins: {devices}"),
        pick(
            f"至{until}；{row['reason']}（批准：{row['approved_by']}）",
            f"until {until}; {row['reason']} (approved by {row['approved_by']})",
        ),
    )


def _minute(moment: str) -> str:
    return minute(datetime.fromisoformat(moment))


_SAYING: dict[str, Callable[[Row], Said]] = {
    "register": _register,
    "succession": _succession,
    "operation": _operation,
    "verification": _verification,
    "seal": _seals(("施加铅封{}", "Seal {} put on"), ("施加铅封{}个", "{} seals put on")),
    "seal_removed": _seals(("拆除铅封{}", "Seal {} taken off"), ("拆除铅封{}个", "{} seals taken off")),
    "delivery": _delivery,
    "event": _event,
    "connection": _connection,
    "alert": _alert(("产生", "raised")),
    "alert_signed": _alert(("已签收", "signed for")),
    "alert_closed": _alert(("已办结", "closed")),
    "downtime": _downtime,
    "maintenance": _maintenance,
}
