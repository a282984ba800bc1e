"""Records of acts of supervision (互联网+监管): inspections, verifications, samples, decisions of a period.

Each names the subject by its USCC, the city's code of the act, day, department and result. An export keeps
its rows, so that the file is the same whenever it is taken again.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any, Literal

import msgspec
from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.models import Department
from youjian.bureau.cases.models import CaseDecision
from youjian.bureau.cases.selectors_cases import cases_of
from youjian.bureau.cases.words_cases import CASE_OUTCOMES
from youjian.bureau.exchange.contracts import ActExportIn, ActTypeIn
from youjian.bureau.exchange.models import ActExport, ActType
from youjian.bureau.exchange.platforms import bad
from youjian.bureau.exchange.words import ACT_KINDS
from youjian.bureau.inspection.selectors import inspections_of
from youjian.bureau.inspection.words import CONCLUSIONS
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.quality.models import Sample
from youjian.bureau.quality.words import STATES as SAMPLE_STATES
from youjian.bureau.registry.models import Region, Station, Verification
from youjian.bureau.scope import acting, within
from youjian.bureau.sharing.services import need
from youjian.bureau.sheets.fields import named
from youjian.bureau.tables import xlsx_file
from youjian.bureau.tables.spec import Column
from youjian.bureau.times import now
from youjian.contract.fields import business_day, day_bounds

Act = dict[str, str]
_MOST_DAYS = 366
COLUMNS = (
    Column("record", "记录编号", "Record", "code"),
    Column("kind", "类别", "Kind", "choice", choices=ACT_KINDS),
    Column("act_code", "监管行为编码", "Act code", "code"),
    Column("act", "监管行为名称", "Act"),
    Column("uscc", "统一社会信用代码", "USCC", "code"),
    Column("subject", "监管对象", "Subject"),
    Column("on", "实施日期", "On"),
    Column("department", "实施部门", "Department"),
    Column("result", "结果", "Result"),
)


def set_type(actor: Actor, kind: str, wanted: ActTypeIn) -> ActType:
    """Set the city's code of a kind of act. Raises Problem 403, 404."""
    need(actor, "sharing.manage")
    with acting(actor):
        row = ActType.objects.select_for_update().filter(kind=kind).first()
        if row is None:
            raise not_found(pick(f"监管行为类别{kind}", f"The kind of act {kind}"))
        before = {"code": row.code, "name": row.name}
        for name, value in wanted.model_dump().items():
            setattr(row, name, value.strip())
        row.changed_at, row.changed_by_name = now(), actor.display_name
        row.save()
        journal.record(actor, "exchange.act_type", f"act:{kind}", before=before, after=wanted.model_dump())
        return row


def export(actor: Actor, wanted: ActExportIn) -> ActExport:
    """Export the acts of a period within the actor's scope, under a number. Raises Problem 403, 422."""
    need(actor, "sharing.manage")
    days = (wanted.until_on - wanted.from_on).days
    if not 0 <= days <= _MOST_DAYS:
        raise bad("period", "期间须为1至366天。", "A period has 1 to 366 days.")
    with acting(actor):
        rows = sorted(
            acts(actor, wanted.from_on, wanted.until_on), key=lambda row: (row["on"], row["record"])
        )
        body = _said(rows)
        made = ActExport.objects.create(
            area=area_of(actor), from_on=wanted.from_on, until_on=wanted.until_on, rows=rows, count=len(rows),
            without_uscc=sum(not row["uscc"] for row in rows), sha256=hashlib.sha256(body).hexdigest(),
            made_at=now(), made_by_name=actor.display_name,
        )  # fmt: skip
        after = {
            "from": str(made.from_on),
            "until": str(made.until_on),
            "rows": made.count,
            "sha256": made.sha256,
        }
        journal.record(actor, "exchange.acts", f"acts:{made.pk}", after=after)
        return made


def _said(value: object) -> bytes:
    """JSON with its names in order and no spaces: what the digest is of, and what leaves."""
    return msgspec.json.encode(value, order="sorted")


def area_of(actor: Actor) -> str:
    """The one region that holds everything an actor sees."""
    if "*" in actor.scope:
        return Region.objects.filter(parent_code__isnull=True).values_list("region_code", flat=True)[0][:4]
    first, last = min(actor.scope), max(actor.scope)
    same = next(
        (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last))
    )
    return first[:same]


def acts(actor: Actor, from_on: date, until_on: date) -> Iterator[Act]:
    """Every act of a period, both days in it."""
    types = {row.kind: row for row in ActType.objects.all()}
    names = dict(Department.objects.values_list("code", "name"))
    stations = {row.station_id: (row.uscc, row.name) for row in Station.objects.filter(within(actor.scope))}
    for kind, record, station, rest in _found(actor, from_on, until_on):
        uscc, subject = stations.get(station, ("", ""))
        own = types[kind]
        yield {
            "record": record, "kind": kind, "act_code": own.code, "act": own.name,
            "uscc": rest.get("uscc") or uscc, "subject": rest.get("subject") or subject,
            "on": rest["on"], "department": names.get(rest["department"]) or own.department,
            "result": rest["result"],
        }  # fmt: skip


Found = Iterator[tuple[str, str, str, dict[str, str]]]


def _found(actor: Actor, from_on: date, until_on: date) -> Found:
    moments = (day_bounds(from_on)[0], day_bounds(until_on)[1])
    yield from _inspections(actor, moments)
    yield from _verifications(actor, from_on, until_on)
    yield from _samples(actor, moments)
    yield from _decisions(actor, from_on, until_on)


def _between(rows: QuerySet[Any], field: str, moments: tuple[Any, Any]) -> QuerySet[Any]:
    return rows.filter(**{f"{field}__gte": moments[0], f"{field}__lt": moments[1]})


def _inspections(actor: Actor, moments: tuple[Any, Any]) -> Found:
    for row in _between(inspections_of(actor), "ended_at", moments):
        said = {
            "on": f"{business_day(row.ended_at)}",
            "department": row.department,
            "result": named(CONCLUSIONS, row.conclusion),
        }
        yield "inspection", f"JC-{row.pk}", row.station_id, said


def _verifications(actor: Actor, from_on: date, until_on: date) -> Found:
    rows = Verification.objects.filter(within(actor.scope), verified_on__range=(from_on, until_on))
    for row in rows:
        result = pick("合格", "passed") if row.result == "pass" else pick("不合格", "failed")
        number = f"JD-{row.station_id}-{row.nozzle_id}-{row.verified_on:%Y%m%d}-{row.certificate_no}"
        yield (
            "verification",
            number,
            row.station_id,
            {"on": f"{row.verified_on}", "department": "", "result": result},
        )


def _samples(actor: Actor, moments: tuple[Any, Any]) -> Found:
    for row in _between(Sample.objects.filter(within(actor.scope)), "taken_at", moments):
        said = {
            "on": f"{business_day(row.taken_at)}",
            "department": "",
            "result": named(SAMPLE_STATES, row.status),
        }
        yield "sampling", f"CJ-{row.number}", row.station_id, said


def _decisions(actor: Actor, from_on: date, until_on: date) -> Found:
    rows = CaseDecision.objects.filter(
        case__in=cases_of(actor), decided_on__range=(from_on, until_on), withdrawn_at=None
    )
    for row in rows.select_related("case"):
        case = row.case
        said = {
            "on": f"{row.decided_on}", "department": next(iter(case.departments), ""),
            "result": named(CASE_OUTCOMES, row.outcome), "uscc": case.party_id, "subject": case.party,
        }  # fmt: skip
        yield "decision", row.number, case.station_id or "", said


def one(actor: Actor, number: int) -> ActExport:
    """An export within the scope; raises Problem 404."""
    row = ActExport.objects.filter(within(actor.scope, "area"), id=number).first()
    if row is None:
        raise not_found(pick(f"监管行为导出{number}", f"Export {number}"))
    return row


def file_of(row: ActExport, form: Literal["xlsx", "json"]) -> bytes:
    """An export as a file."""
    about = {
        "number": row.code,
        "from": f"{row.from_on}",
        "until": f"{row.until_on}",
        "rows": row.count,
        "sha256": row.sha256,
    }
    if form == "json":
        return _said({**about, "acts": row.rows})
    data = BytesIO()
    heads = [(column.title, column) for column in COLUMNS]
    lines = [[act[column.name] for column in COLUMNS] for act in row.rows]
    shown = [
        (pick("编号", "No."), row.code),
        (pick("期间", "Period"), f"{row.from_on}~{row.until_on}"),
        ("SHA-256", row.sha256),
    ]
    xlsx_file.write(data, pick("监管行为", "Acts of supervision"), heads, lines, shown)
    return data.getvalue()
