"""What a console says of its charts, serial numbers and their protection, compared with what it said before.

Pure: replies in, events and the new state out. The state is stored with the events in one transaction.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from youjian.contract.fields import EventCode
from youjian.protocols import tls350

_SHORT = 16
_MOST = 240


class TankEvidence(Struct, frozen=True, kw_only=True):
    """What is known of one tank; None is what was never answered. `bodies` are digests of whole reports."""

    console_serial: str | None = None
    probe_serial: str | None = None
    capacity: float | None = None
    office: str | None = None
    chart_changes: tuple[str, ...] | None = None
    bodies: dict[str, str] = {}


class Evidence(Struct, frozen=True, kw_only=True):
    """What is known of one console; `clock_offset_s` is the console's clock minus the platform's."""

    tanks: dict[str, TankEvidence] = {}
    protected: bool | None = None
    software: str | None = None
    clock_offset_s: float | None = None


class Change(Struct, frozen=True):
    """An event about a tank (its number at the console; 0 for all of them), with the old and the new."""

    number: int
    code: EventCode
    detail: str


def decode(note: str | None) -> Evidence:
    """The state in a note; an empty one for none, or for one that cannot be read."""
    try:
        return msgspec.json.decode(note or "{}", type=Evidence)
    except msgspec.DecodeError:
        return Evidence()


def learn(before: Evidence, reply: tls350.Reply) -> tuple[Evidence, list[Change]]:
    """The state after a reply, and what has changed; the first answer to a question changes nothing."""
    match reply:
        case tls350.ChartAudit():
            return _audited(before, reply.tanks)
        case tls350.ChartSecurity():
            return _protected(before, reply.enabled)
        case tls350.Software():
            return msgspec.structs.replace(before, software=reply.version), []
        case tls350.Charts():
            bodies = {chart.tank: repr(msgspec.to_builtins(chart)) for chart in reply.tanks}
            return _compared(before, "i216", bodies, {c.tank: _outline(c) for c in reply.tanks})
        case tls350.OtherReply(function="i216" | "i217") if reply.device:
            return _compared(before, reply.function, {reply.device: reply.body}, {reply.device: reply.body})
        case _:
            return before, []


def _audited(before: Evidence, audits: Sequence[tls350.TankChartAudit]) -> tuple[Evidence, list[Change]]:
    tanks, changes = dict(before.tanks), list[Change]()
    for audit in audits:
        old = tanks.get(str(audit.tank), TankEvidence())
        new = msgspec.structs.replace(
            old,
            console_serial=audit.console_serial,
            probe_serial=audit.probe_serial,
            capacity=audit.capacity,
            office=audit.weights_and_measures,
            chart_changes=tuple(f"{change:%Y-%m-%d %H:%M}" for change in audit.chart_changes),
        )
        tanks[str(audit.tank)] = new
        replaced = _differences(
            old, new, {"console_serial": "console serial", "probe_serial": "probe serial"}
        )
        names = {
            "capacity": "capacity",
            "chart_changes": "chart changed on",
            "office": "weights and measures",
        }
        if replaced:
            changes.append(Change(audit.tank, "gauge_replaced", replaced))
        if charted := _differences(old, new, names):
            changes.append(Change(audit.tank, "chart_changed", charted))
    return msgspec.structs.replace(before, tanks=tanks), changes


def _differences(old: TankEvidence, new: TankEvidence, names: dict[str, str]) -> str:
    """Each named field that was known and is another now: `probe serial 654321 -> 654322`."""
    told: list[str] = []
    for field, name in names.items():
        was, now = getattr(old, field), getattr(new, field)
        if was is not None and was != now:
            told.append(f"{name} {_shown(was)} -> {_shown(now)}")
    return "; ".join(told)[:_MOST]


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value[:3]) or "never"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return str(value) or "none"


def _protected(before: Evidence, enabled: bool) -> tuple[Evidence, list[Change]]:
    words = {True: "on", False: "off"}
    changed = before.protected is not None and before.protected != enabled
    detail = f"chart security {words[bool(before.protected)]} -> {words[enabled]}"
    changes = [Change(0, "chart_changed", detail)] if changed else []
    return msgspec.structs.replace(before, protected=enabled), changes


def _compared(
    before: Evidence, function: str, bodies: dict[int, str], outlines: dict[int, str]
) -> tuple[Evidence, list[Change]]:
    names = {"i216": "tank chart", "i217": "tank profile"}
    tanks, changes = dict(before.tanks), list[Change]()
    for number, body in bodies.items():
        old = tanks.get(str(number), TankEvidence())
        was = old.bodies.get(function)
        digest = hashlib.sha256(body.encode()).hexdigest()[:_SHORT]
        told = f"{digest} ({outlines[number][:60]})"
        tanks[str(number)] = msgspec.structs.replace(old, bodies={**old.bodies, function: told})
        if was is not None and was.split(" ")[0] != digest:
            changes.append(Change(number, "chart_changed", f"{names[function]} {was} -> {told}"[:_MOST]))
    return msgspec.structs.replace(before, tanks=tanks), changes


def _outline(chart: tls350.TankChart) -> str:
    return f"diameter {chart.diameter:g}, full {chart.full_volume:g}, {len(chart.points)} points"


def tick(before: Evidence, offset_s: float, jump_s: float) -> tuple[Evidence, str | None]:
    """The state after a look at the console's clock, and what to say when it has jumped.

    The console shows minutes: less than two of them is no news, more than `jump_s` is a jump.
    """
    was = before.clock_offset_s
    if was is not None and abs(offset_s - was) < 120.0:
        return before, None
    after = msgspec.structs.replace(before, clock_offset_s=offset_s)
    if was is None or abs(offset_s - was) <= jump_s:
        return after, None
    return after, f"the console's clock moved from {was:+.0f} s to {offset_s:+.0f} s against the platform's"
