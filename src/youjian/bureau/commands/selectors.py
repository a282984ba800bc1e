"""Reads of commands and of the collector's page, within the actor's scope."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, LiteralString

from psycopg.rows import dict_row

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.commands.contracts import (
    ArgumentOut,
    CollectorPage,
    CommandOut,
    DeviceStateOut,
    DoorNoteOut,
    KindOut,
    LiveOut,
)
from youjian.bureau.commands.tables import commands_of
from youjian.bureau.commands.words import KINDS, NAMES, RECORDS, STATES, Argument, Kind, answer, told
from youjian.bureau.database import raw_connection
from youjian.bureau.downtime import selectors as downtime
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.registry.models import DoorEntry
from youjian.bureau.registry.words import device_name
from youjian.bureau.scope import covers, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.tables.contracts import ChoiceOut
from youjian.bureau.times import now
from youjian.ledger import collectors
from youjian.ledger.collectors import Collector

_NOTED = {
    "chain_broken": ("记录链中断", "Chain of records broken"),
    "fork": ("批次链分叉", "Chain of batches forked"),
}
_NOTES_FOR = timedelta(days=30)
_MOST_NOTES = 10
_OPEN = ("waiting", "sent")


def collector_of(actor: Actor, collector_id: str) -> Collector:
    """A collector in the scope; raises Problem 404."""
    found = collectors.collector(raw_connection(), collector_id)
    if found is None or not covers(actor.scope, found.station_id):
        raise not_found(pick(f"采集终端{collector_id[:64]}", f"Collector {collector_id[:64]}"))
    return found


def open_count(actor: Actor, collector_id: str) -> int:
    """How many commands of a collector are not over yet."""
    return commands_of(actor).filter(collector_id=collector_id, state__in=_OPEN).count()


def command(actor: Actor, command_id: str) -> CommandOut:
    """A command in the scope; raises Problem 404."""
    row = commands_of(actor).filter(command_id=command_id).first()
    if row is None:
        raise not_found(pick(f"指令{command_id[:64]}", f"Command {command_id[:64]}"))
    shown = {
        name: getattr(row, name)
        for name in CommandOut.model_fields
        if name != "detail" and hasattr(row, name)
    }
    kind = KINDS.get(row.name)
    return CommandOut(
        **shown,
        title=named(NAMES, row.name),
        told=told(row.name, row.arguments),
        detail=answer(row.detail),
        state_name=named(STATES, row.state),
        may_cancel=row.state == "waiting" and kind is not None and may_ask(actor, kind),
    )


def collector_page(actor: Actor, collector_id: str) -> CollectorPage:
    """A collector with its live state and what may be asked of it; raises Problem 404."""
    box = collector_of(actor, collector_id)
    station = register.station_of(actor, box.station_id)
    seen = _row(_SEEN, box.station_id)
    live = _live(box, seen)
    return CollectorPage(
        collector_id=box.collector_id,
        station_id=box.station_id,
        station_name=station.name,
        state=box.state,
        epoch=box.epoch,
        firmware=box.firmware,
        enrolled_at=box.enrolled_at,
        booted_at=box.booted_at,
        last_batch_no=box.last_batch_no,
        status=seen.get("status", "new"),
        live=live,
        notes=_notes(actor, box),
        commands=_kinds(actor, box, live),
    )


def may_ask(actor: Actor, kind: Kind) -> bool:
    """Whether the actor may ask for a command of this kind."""
    return any(actor.may(permission) for permission in kind.permissions)


def _live(box: Collector, seen: Mapping[str, Any]) -> LiveOut:
    """What the collector last said of itself; before it said anything, what its heartbeats show."""
    known = _row(_SAID, box.collector_id) or seen
    plain = {name: known.get(name) for name in LiveOut.model_fields if name != "devices"}
    devices: dict[str, Any] = json.loads(known.get("devices") or "{}")  # Django's connections give text
    return LiveOut(
        **plain,
        devices=[
            DeviceStateOut(device=device, name=device_name(device), state=str(word))
            for device, word in sorted(devices.items(), key=lambda pair: _place(pair[0]))
        ],
    )


def _row(statement: LiteralString, *parameters: str) -> Mapping[str, Any]:
    with raw_connection().cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement, parameters).fetchone() or {}


_SAID = """
SELECT heard_at, firmware, link, signal_dbm, iccid, outbox_depth, clock_offset_s, last_record_at, devices
FROM ledger.collector_states WHERE collector_id = %s
"""
_SEEN = """
SELECT status, last_seen AS heard_at, firmware, link, outbox_depth, clock_offset_s
FROM ledger.device_states WHERE station_id = %s AND device = 'collector'
"""


def _notes(actor: Actor, box: Collector) -> list[DoorNoteOut]:
    """What the door noted of broken chains; for who may read its journal."""
    if not actor.may("quarantine.see"):
        return []
    found = DoorEntry.objects.filter(
        within(actor.scope),
        station_id=box.station_id,
        kind__in=list(_NOTED),
        at__gte=now() - _NOTES_FOR,
        detail__startswith=f"{box.collector_id} ",
    )
    return [
        DoorNoteOut(at=entry.at, kind=entry.kind, title=pick(*_NOTED[entry.kind]), detail=entry.detail)
        for entry in found.order_by("-at", "-id")[:_MOST_NOTES]
    ]


def _kinds(actor: Actor, box: Collector, live: LiveOut) -> list[KindOut]:
    kinds = [kind for kind in KINDS.values() if may_ask(actor, kind)]
    if not kinds:
        return []
    devices = _devices(actor, box, live)
    return [
        KindOut(
            name=kind.name,
            title=kind.title,
            note=pick(kind.note_zh, kind.note_en),
            arguments=[_argument(argument, devices) for argument in kind.arguments],
        )
        for kind in kinds
    ]


def _devices(actor: Actor, box: Collector, live: LiveOut) -> list[ChoiceOut]:
    """What the collector says it reads; before it said so, what the register knows at the station."""
    said = [ChoiceOut(code=one.device, title=one.name) for one in live.devices if one.device != "collector"]
    if said:
        return said
    known = downtime.devices_of(actor, box.station_id)
    return [
        ChoiceOut(code=one.device, title=one.name)
        for one in known
        if one.device not in ("station", "collector")
    ]


def _argument(argument: Argument, devices: list[ChoiceOut]) -> ArgumentOut:
    extra = [ChoiceOut(code=choice.code, title=choice.title) for choice in argument.extra]
    records = [ChoiceOut(code=choice.code, title=choice.title) for choice in RECORDS]
    choices = {"device": [*devices, *extra], "tables": records}.get(argument.kind, [])
    return ArgumentOut(
        name=argument.name,
        title=pick(argument.zh, argument.en),
        kind=argument.kind,
        required=argument.required,
        least=argument.least,
        most=argument.most,
        choices=choices,
    )


def _place(device: str) -> tuple[str, int]:
    kind, _, number = device.partition(":")
    return kind, int(number) if number.isdigit() else 0
