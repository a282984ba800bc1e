"""Files of verifications as an institute exports them: judged row by row, taken whole or not at all."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.metrology import services
from youjian.bureau.metrology.contracts import NozzleResultIn
from youjian.bureau.metrology.judging import POINTS
from youjian.bureau.metrology.models import NozzleVerification
from youjian.bureau.metrology.words import KINDS
from youjian.bureau.registry.writing import RowCheck
from youjian.bureau.scope import acting
from youjian.bureau.sheets.fields import Field, Sheet
from youjian.bureau.supply import sheet_parts as part
from youjian.bureau.uploads.faults import faults_of
from youjian.bureau.uploads.targets import Commit, Row, Target

CHUNK = 500
_TIMES = (1, 2, 3)
"""Readings of a flow point; an edition that wants another number is entered by form."""


def _reading(point: str, time: int) -> Field:
    name = {"q1": "大流量", "q2": "小流量"}[point]
    return Field(
        f"{point}_{time}",
        f"{name}误差{time}",
        f"{point.upper()} error {time}",
        "number",
        unit="%",
        required=True,
        example="0.05",
        aliases=(
            f"{point.upper()}第{time}次",
            f"{point.upper()}_{time}",
            f"{name}第{time}次误差",
            f"{name}第{time}次",
        ),
    )


NOZZLE_RESULTS = Sheet(
    "nozzle_results",
    "检定结果",
    "Verification results",
    (
        part.station(key=True, required=True),
        Field(
            "nozzle_id",
            "油枪",
            "Nozzle",
            "integer",
            key=True,
            required=True,
            aliases=("枪号", "油枪号", "加油枪编号"),
            example="1",
        ),
        Field(
            "verified_on",
            "检定日期",
            "Verified on",
            "date",
            key=True,
            required=True,
            aliases=("检定时间", "检定日"),
            timed=True,
        ),
        part.code(
            "certificate_no",
            "证书编号",
            "Certificate no",
            ("证书号", "检定证书编号", "通知书编号"),
            "检2026-0001",
            key=True,
            required=True,
        ),
        Field(
            "kind",
            "检定类别",
            "Kind",
            "choice",
            choices=KINDS,
            aliases=("检定类型", "类别"),
            example="后续检定",
            note_zh="不填按后续检定",
            note_en="empty means periodic",
        ),
        *(_reading(point, time) for point in POINTS for time in _TIMES),
        part.code("mark_no", "合格标记", "Mark", ("合格标记编号", "标记编号"), "HG0001"),
        Field(
            "valid_until",
            "有效期至",
            "Valid until",
            "date",
            aliases=("有效期", "有效日期", "到期日期"),
            timed=True,
            note_zh="不填按规程的检定周期",
            note_en="empty: by the edition's interval",
        ),
        Field(
            "defects",
            "外观或功能缺陷",
            "Defects",
            "text",
            aliases=("外观缺陷", "缺陷"),
            note_zh="有内容即外观检查不合格",
            note_en="anything here means that the appearance failed",
        ),
        Field(
            "verifier_name", "检定员", "Verifier", "text", aliases=("检定人员", "检定人"), example="王检定"
        ),
    ),
    note_zh="示值误差以百分数填写，正为少给油；结论由系统按检定当日的规程判定，不从文件读取。",
    note_en="Errors in percent, above 0 for short measure; the result is judged by the edition of that day.",
)


def check(actor: Actor, sheet: str, rows: Sequence[Row]) -> list[RowCheck]:
    """What each row would do: a new verification, one that stands already, or what is wrong."""
    del sheet
    with acting(actor):
        there = _there(rows)
        return [_checked(actor, index, row, there) for index, row in enumerate(rows)]


_Key = tuple[Any, ...]
_NAMES = ("station_id", "nozzle_id", "verified_on", "certificate_no")


def _key(row: Row) -> _Key:
    return tuple(row.get(name) for name in _NAMES)


def _there(rows: Sequence[Row]) -> set[_Key]:
    numbers = [row.get("certificate_no") for row in rows]
    return set(NozzleVerification.objects.filter(certificate_no__in=numbers).values_list(*_NAMES))


def _checked(actor: Actor, index: int, row: Row, there: set[_Key]) -> RowCheck:
    key = {name: row.get(name) for name in _NAMES}
    if _key(row) in there:
        return RowCheck(index, key, "same", [], None, None)
    errors = faults_of(lambda: services.record_result(actor, _wanted(row, dry_run=True)))
    given = {name: value for name, value in row.items() if value is not None}
    return RowCheck(index, key, "bad" if errors else "new", errors, None, given)


def _wanted(row: Row, *, dry_run: bool) -> NozzleResultIn:
    said = {name: value for name, value in row.items() if value is not None}
    readings = {point: [said.pop(f"{point}_{time}", None) for time in _TIMES] for point in POINTS}
    sound = not said.get("defects", "").strip()
    return NozzleResultIn.model_validate(said | readings | {"appearance_ok": sound, "dry_run": dry_run})


def write(actor: Actor, commit: Commit, rows: Sequence[tuple[int, Row]]) -> None:
    """Keep the verifications that are not there yet; raises Problem 409 when one can no longer be kept."""
    del commit  # each verification is journaled by itself
    there = _there([row for _, row in rows])
    for _, row in rows:
        if _key(row) not in there:
            services.record_result(actor, _wanted(row, dry_run=False))


def _opened(actor: Actor, commit: Commit) -> AbstractContextManager[None]:
    del commit
    return acting(actor)


TARGET = Target(
    "metrology",
    "metrology.verify",
    {"nozzle_results": NOZZLE_RESULTS},
    check,
    write,
    _opened,
    CHUNK,
    "导入检定结果",
)
