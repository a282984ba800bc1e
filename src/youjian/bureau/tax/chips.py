"""The tax function of nozzles: what was read, and the findings on it as tasks of the tax desk."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting, within
from youjian.bureau.sheets.fields import named
from youjian.bureau.tax.contracts import ChipOut, ChipReading, ChipSummary, ChipTaskOut
from youjian.bureau.tax.models import ChipTask
from youjian.bureau.tax.words import CHIP_TASKS
from youjian.bureau.times import now
from youjian.detection.rules.tax_state import same_taxpayer

_READINGS = 100


def summary() -> ChipSummary:
    """Nozzles in service by the state of their tax function, and tasks by how they stand."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY)
        told = cursor.fetchone()
    return ChipSummary(**dict(zip(_SUMMARY_NAMES, told, strict=True)))


def open_tasks() -> int:
    """How many tasks nobody has taken."""
    return summary().open_tasks


def chip(actor: Actor, station_id: str, nozzle_id: int) -> ChipOut:
    """A nozzle's tax function with its history; raises Problem 404."""
    station = register.station_of(actor, station_id)
    found = _rows(_NOZZLE, {"station": station_id, "nozzle": nozzle_id})
    if not found:
        raise not_found(pick(f"{station_id}的{nozzle_id}号枪", f"Nozzle {nozzle_id} of {station_id}"))
    given = {"station": station_id, "nozzle": nozzle_id, "most": _READINGS, "subject": f"nozzle:{nozzle_id}"}
    return ChipOut(
        station_id=station_id,
        station_name=station.name,
        nozzle_id=nozzle_id,
        uscc=station.uscc,
        readings=[
            ChipReading(**row, fits=fits(row["chip_taxpayer"], station.uscc)) for row in _rows(_READ, given)
        ],
        tasks=[_task(row, station.name) for row in _rows(_TASKS, given)],
        may_manage=actor.may("tax.manage"),
    )


def fits(taxpayer: str | None, uscc: str) -> bool | None:
    """Whether a chip names the station's taxpayer, by the rule dispenser.tax_state; None: it names none."""
    return None if taxpayer is None else same_taxpayer(taxpayer, uscc)


def take(actor: Actor, finding_id: str) -> ChipTaskOut:
    """Take a task in hand; raises Problem 404, 409 when somebody has it."""
    with acting(actor):
        row = _finding(actor, finding_id)
        made, new = ChipTask.objects.get_or_create(
            finding_id=finding_id,
            defaults={
                "station_id": row["station_id"],
                "status": "taken",
                "taken_by": actor.username,
                "taken_by_name": actor.display_name,
                "taken_at": now(),
            },
        )
        if not new:
            raise _taken(made.taken_by_name)
        journal.record(actor, "tax.chip_take", f"finding:{finding_id}", station_id=row["station_id"])
        return _task(_finding(actor, finding_id), _name(actor, row["station_id"]))


def done(actor: Actor, finding_id: str, note: str) -> ChipTaskOut:
    """Close a task with what came of it; raises Problem 404, 409 when nobody took it or it is done."""
    said = note.strip()
    if not said:
        raise Problem(422, "empty", pick("请写明处理结果。", "Please say what came of it."))
    with acting(actor):
        row = _finding(actor, finding_id)
        task = ChipTask.objects.select_for_update().filter(finding_id=finding_id, status="taken").first()
        if task is None:
            message = pick(
                "该任务没有人受理，或已经办结。请刷新页面。", "Nobody took this task, or it is done."
            )
            raise Problem(409, "chip_task", message)
        task.status, task.note, task.done_at, task.done_by_name = "done", said, now(), actor.display_name
        task.save(update_fields=["status", "note", "done_at", "done_by_name"])
        journal.record(
            actor,
            "tax.chip_done",
            f"finding:{finding_id}",
            station_id=row["station_id"],
            after={"note": said},
        )
        return _task(_finding(actor, finding_id), _name(actor, row["station_id"]))


def _name(actor: Actor, station_id: str) -> str:
    heads = register.station_heads(actor, [station_id])
    return heads[station_id].name if station_id in heads else station_id


def _finding(actor: Actor, finding_id: str) -> dict[str, Any]:
    rows = _rows(_ONE_TASK, {"finding": finding_id})
    if not rows or not _seen(actor, rows[0]["station_id"]):
        raise not_found(pick("该任务", "This task"))
    return rows[0]


def _seen(actor: Actor, station_id: str) -> bool:
    return register.stations_of(actor).filter(within(actor.scope), station_id=station_id).exists()


def _taken(name: str) -> Problem:
    return Problem(409, "chip_task", pick(f"该任务已由{name}受理。", f"{name} has this task."))


def _task(row: Mapping[str, Any], station_name: str) -> ChipTaskOut:
    status = row["status"] or "open"
    message = pick(row["message"], row["message_en"])
    same = ("finding_id", "station_id", "finding_status", "started_at", "ended_at", "taken_at", "done_at")
    return ChipTaskOut(
        **{name: row[name] for name in same},
        station_name=station_name,
        nozzle_id=int(row["subject"].removeprefix("nozzle:")),
        message=message,
        status=status,
        status_name=named(CHIP_TASKS, status),
        taken_by_name=row["taken_by_name"] or "",
        done_by_name=row["done_by_name"] or "",
        note=row["note"] or "",
    )


def _rows(statement: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_SUMMARY_NAMES = ("nozzles", "ready", "blank", "none", "open_tasks", "taken_tasks")
_SUMMARY = """
SELECT count(*), count(*) FILTER (WHERE state = 'ready'), count(*) FILTER (WHERE state = 'blank'),
    count(*) FILTER (WHERE state = 'none'),
    (SELECT count(*) FROM chip_findings AS f LEFT JOIN tax_chiptask AS t USING (finding_id)
        WHERE f.status = 'open' AND t.finding_id IS NULL),
    (SELECT count(*) FROM tax_chiptask WHERE status = 'taken')
FROM nozzle_chips
"""
_NOZZLE = "SELECT 1 AS one FROM nozzles WHERE station_id = %(station)s AND nozzle_id = %(nozzle)s LIMIT 1"
_READ = """
SELECT read_at, initialised, chip_taxpayer, factory_no FROM tax_states
WHERE station_id = %(station)s AND nozzle_id = %(nozzle)s AND NOT test ORDER BY read_at DESC LIMIT %(most)s
"""
_TASK_COLUMNS = """
SELECT f.finding_id, f.station_id, f.subject, f.status AS finding_status, f.started_at, f.ended_at, f.message,
    f.message_en, t.status, t.taken_by_name, t.taken_at, t.done_by_name, t.done_at, t.note
FROM chip_findings AS f LEFT JOIN tax_chiptask AS t USING (finding_id)
"""
_TASKS = (
    _TASK_COLUMNS
    + "WHERE f.station_id = %(station)s AND f.subject = %(subject)s ORDER BY f.started_at DESC, finding_id"
)
_ONE_TASK = _TASK_COLUMNS + "WHERE finding_id = %(finding)s"
