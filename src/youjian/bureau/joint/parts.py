"""What belongs to a joint operation, as it is shown, and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.inspection.words import CONCLUSIONS
from youjian.bureau.joint.contracts import (
    OperationFigures,
    OperationFileOut,
    OperationFindingOut,
    OperationLinkOut,
    OperationMemberOut,
    OperationRecordOut,
    OperationStationOut,
    OperationTaskOut,
)
from youjian.bureau.joint.models import Operation
from youjian.bureau.joint.words import CHOSEN
from youjian.bureau.language import pick
from youjian.bureau.registry.models import Station
from youjian.bureau.sheets.fields import named

# Every related manager here is Django's own.
# pyright: reportAttributeAccessIssue=false


def members_out(row: Operation, names: Mapping[str, str]) -> list[OperationMemberOut]:
    """The member departments, the lead first."""
    fields = ("department", "people", "confirmed_at", "declined_at", "answered_by_name", "note")
    order = {code: place for place, code in enumerate(row.departments)}
    return [
        OperationMemberOut(
            **{name: getattr(one, name) for name in fields},
            department_name=names.get(one.department, one.department),
            lead=one.department == row.departments[0],
        )
        for one in sorted(row.members.all(), key=lambda one: order.get(one.department, len(order)))
    ]


def _station_names(ids: Sequence[str | None]) -> dict[str, str]:
    return dict(Station.objects.filter(station_id__in=set(ids) - {None}).values_list("station_id", "name"))


def stations_out(row: Operation, inspected: Mapping[str, int]) -> list[OperationStationOut]:
    """The stations of an operation, with how often each was inspected in it."""
    listed = list(row.stations.order_by("station_id"))
    names = _station_names([one.station_id for one in listed])
    return [
        OperationStationOut(
            station_id=one.station_id,
            chosen=one.chosen,
            why=one.why,
            station_name=names.get(one.station_id) or one.station_id,
            chosen_name=named(CHOSEN, one.chosen),
            records=inspected.get(one.station_id, 0),
        )
        for one in listed
    ]


def files_out(row: Operation) -> list[OperationFileOut]:
    """The photos and scans of an operation."""
    fields = tuple(OperationFileOut.model_fields)
    return [
        OperationFileOut(**{name: getattr(one, name) for name in fields})
        for one in row.files.defer("content").order_by("id")
    ]


def tasks_out(
    actor: Actor,
    row: Operation,
    names: Mapping[str, str],
    files: Sequence[OperationFileOut],
    moment: datetime,
) -> list[OperationTaskOut]:
    """The tasks of an operation, open ones first."""
    fields = ("id", "department", "person", "text", "due_at", "done_at", "done_by_name", "result")
    over = actor.desk == "*" or actor.department == row.departments[0]
    return [
        OperationTaskOut(
            **{name: getattr(one, name) for name in fields},
            department_name=names.get(one.department, one.department),
            overdue=one.done_at is None and one.due_at <= moment,
            mine=one.done_at is None
            and actor.may("case.manage")
            and (over or one.department == actor.department),
            files=[file for file in files if file.task_id == one.pk],
        )
        for one in sorted(row.tasks.all(), key=lambda one: (one.done_at is not None, one.due_at, one.pk))
    ]


def records_out(row: Operation, names: Mapping[str, str]) -> list[OperationRecordOut]:
    """The inspections of an operation."""
    listed = list(row.records.select_related("inspection").order_by("inspection__ended_at", "id"))
    stations = _station_names([one.inspection.station_id for one in listed])
    return [
        OperationRecordOut(
            inspection_id=one.inspection_id,
            code=one.inspection.code,
            station_id=one.inspection.station_id,
            station_name=stations.get(one.inspection.station_id) or one.inspection.station_id,
            department=one.department,
            department_name=names.get(one.department, one.department),
            ended_at=one.inspection.ended_at,
            problems=one.inspection.problems,
            conclusion=one.inspection.conclusion,
            conclusion_name=named(CONCLUSIONS, one.inspection.conclusion),
        )
        for one in listed
    ]


def findings_out(row: Operation, names: Mapping[str, str]) -> list[OperationFindingOut]:
    """What each member found."""
    fields = ("id", "department", "station_id", "text", "made_at", "made_by_name")
    listed = list(row.findings.order_by("id"))
    stations = _station_names([one.station_id for one in listed])
    return [
        OperationFindingOut(
            **{name: getattr(one, name) for name in fields},
            department_name=names.get(one.department, one.department),
            station_name=stations.get(one.station_id or "") or one.station_id or "",
        )
        for one in listed
    ]


def links_out(row: Operation) -> list[OperationLinkOut]:
    """The leads and cases that came out of an operation."""
    words = {"lead": pick("线索", "Lead"), "case": pick("案件", "Case")}
    fields = ("kind", "number", "code", "made_at", "made_by_name")
    return [
        OperationLinkOut(**{name: getattr(one, name) for name in fields}, kind_name=words[one.kind])
        for one in row.links.order_by("id")
    ]


@dataclass(frozen=True)
class Parts:
    """What the figures of an operation are counted from."""

    members: Sequence[OperationMemberOut]
    stations: Sequence[OperationStationOut]
    records: Sequence[OperationRecordOut]
    findings: Sequence[OperationFindingOut]
    tasks: Sequence[OperationTaskOut]
    links: Sequence[OperationLinkOut]


def figures(of: Parts) -> OperationFigures:
    """An operation in figures."""
    return OperationFigures(
        departments=len(of.members),
        stations=len(of.stations),
        inspected=len({one.station_id for one in of.records}),
        records=len(of.records),
        problems=sum(one.problems for one in of.records),
        rectify=sum(one.conclusion == "rectify" for one in of.records),
        handle=sum(one.conclusion == "handle" for one in of.records),
        findings=len(of.findings),
        tasks=len(of.tasks),
        tasks_done=sum(one.done_at is not None for one in of.tasks),
        tasks_late=sum(one.overdue or (one.done_at or one.due_at) > one.due_at for one in of.tasks),
        leads=sum(one.kind == "lead" for one in of.links),
        cases=sum(one.kind == "case" for one in of.links),
    )
