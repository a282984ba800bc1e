"""Emergencies, drills and a joint operation for the demo, entered as people would, each once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from youjian.contract.fields import business_day

if TYPE_CHECKING:  # the models behind these want Django set up
    from youjian.bureau.accounts.contracts import Actor

_KEYS = (
    UUID("0f3c9a52-6a1e-4f57-9a35-3a8f4f1d0101"),
    UUID("0f3c9a52-6a1e-4f57-9a35-3a8f4f1d0102"),
)
"""Reported again they are the same emergencies."""


def furnish_joint(stations: Sequence[str], moment: datetime) -> None:
    """One emergency that is closed and one that is open, a drill that was held, an operation that runs."""
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.incidents.models import Drill, Incident
    from youjian.bureau.joint.models import Operation
    from youjian.bureau.scope import scoped

    with scoped():
        clerk = actor_by_username("zhiban")
        there = [model.objects.exists() for model in (Incident, Drill, Operation)]
        leader, police = actor_by_username("lingdao"), actor_by_username("jingcha")
    if not there[0]:
        _contacts(clerk, stations[0])
        _closed(clerk, stations[0])
        _open(clerk, stations[-1])
    if not there[1]:
        _drill(clerk, stations[0], moment)
    if not there[2]:
        _operation(clerk, leader, police, stations, moment)


def _contacts(clerk: "Actor", station: str) -> None:
    from youjian.bureau.incidents.calling import add_contact
    from youjian.bureau.incidents.contracts import IncidentContactIn

    for place, (area, kind, organisation, phone) in enumerate(
        (
            (station[:4], "", "市政府总值班室（演示）", "0000-8000001"),
            (station[:4], "fire", "市消防救援支队（演示）", "0000-8000119"),
            (station[:6], "", "县区应急值班室（演示）", "0000-8000002"),
            (station[:4], "spill", "危险废物处置单位（演示）", "0000-8000003"),
        ),
        start=1,
    ):
        said = {"area": area, "kind": kind, "organisation": organisation, "phone": phone, "position": place}
        add_contact(clerk, IncidentContactIn.model_validate(said))


def _step(clerk: "Actor", number: int, **said: Any) -> None:
    from youjian.bureau.incidents.contracts import IncidentStepIn
    from youjian.bureau.incidents.services import take_step

    take_step(clerk, number, IncidentStepIn.model_validate(said))


def _closed(clerk: "Actor", station: str) -> None:
    """A spill at an unloading that was soaked up, with its closing report."""
    from youjian.bureau.incidents import services
    from youjian.bureau.incidents.contracts import IncidentCallIn, IncidentIn

    said = {
        "key": _KEYS[0],
        "kind": "spill",
        "text": "卸油快接头脱落，约20升92号汽油流到地面",
        "station_id": station,
    }
    row = services.report(clerk, IncidentIn.model_validate(said | {"reporter_name": "演示站长"}))
    called = {"organisation": "县区应急值班室（演示）", "phone": "0000-8000002", "answered": True}
    services.note_call(clerk, row.pk, IncidentCallIn.model_validate(called))
    _step(clerk, row.pk, step="respond", note="站内停止加油，吸油毡吸附")
    _step(clerk, row.pk, step="report", to="市政府总值班室", note="卸油泄漏约20升，无人员伤亡")
    _step(clerk, row.pk, step="control", note="现场清理完毕，恢复加油")
    closing = {"cause": "快接头密封圈老化", "losses": "汽油约20升，无伤亡", "spilled_ml": 20_000}
    _step(clerk, row.pk, step="close", note="已整改", follow_up="全市排查快接头", **closing)


def _open(clerk: "Actor", station: str) -> None:
    """A vapour leak that somebody has just gone to."""
    from youjian.bureau.incidents import services
    from youjian.bureau.incidents.contracts import IncidentIn

    said = {
        "key": _KEYS[1],
        "kind": "leak",
        "level": "4",
        "text": "人孔井油气味浓，可燃气体报警",
        "station_id": station,
    }
    row = services.report(clerk, IncidentIn.model_validate(said))
    _step(clerk, row.pk, step="respond", note="已停止卸油，检测人员到场")


def _drill(clerk: "Actor", station: str, moment: datetime) -> None:
    from youjian.bureau.incidents import drilling
    from youjian.bureau.incidents.contracts_drills import DrillIn, DrillResultIn

    day = business_day(moment) - timedelta(days=20)
    part = {"department": clerk.department, "people": "市场监管岗2人"}
    said = {"title": "卸油泄漏应急演练", "kind": "spill", "held_on": day, "stations": [station]}
    said |= {"scenario": "卸油时快接头脱落，汽油流到地面，警戒、吸附、报告、恢复", "participants": [part]}
    row = drilling.plan(clerk, DrillIn.model_validate(said))
    due = business_day(moment) + timedelta(days=10)
    measure = {"department": clerk.department, "text": "为各站补充吸油毡和警戒带", "due_on": due}
    result = {
        "held_on": day,
        "went_well": "5分钟内停止加油并设置警戒",
        "went_badly": "吸油毡不足，报告电话不熟",
    }
    drilling.hold(clerk, row.pk, DrillResultIn.model_validate(result | {"measures": [measure]}))


def _operation(
    clerk: "Actor", leader: "Actor", police: "Actor", stations: Sequence[str], moment: datetime
) -> None:
    """An operation of two departments that runs, with a task and a finding."""
    from youjian.bureau.inspection.selectors import inspections_of
    from youjian.bureau.joint import services, working
    from youjian.bureau.joint.contracts import (
        OperationAnswerIn,
        OperationFindingIn,
        OperationIn,
        OperationRecordIn,
        OperationStepIn,
        OperationTaskIn,
    )
    from youjian.bureau.scope import scoped

    said = {"title": "打击流动加油车联合行动", "purpose": "查处夜间流动加油车，检查周边加油站"}
    said |= {"plan": "一、20时集中；二、分两组巡查国道；三、检查周边加油站的散装油销售登记。"}
    said |= {"planned_from": moment - timedelta(hours=4), "planned_until": moment + timedelta(days=2)}
    chosen = [{"station_id": one, "chosen": "risk"} for one in dict.fromkeys(stations)]
    wanted = OperationIn.model_validate(said | {"with_departments": ["police"], "stations": chosen})
    row = services.plan(clerk, wanted)
    services.take_step(clerk, row.pk, OperationStepIn(step="submit", note=""))
    services.take_step(leader, row.pk, OperationStepIn(step="approve", note="同意"))
    for person, people in ((clerk, "周敏、李强"), (police, "王警官")):
        services.answer(person, row.pk, OperationAnswerIn(takes_part=True, people=people, note=""))
    services.take_step(clerk, row.pk, OperationStepIn(step="start", note=""))
    due = moment + timedelta(hours=12)
    task = OperationTaskIn(department="police", person="王警官", text="国道收费站设卡检查罐车", due_at=due)
    working.give_task(clerk, row.pk, task)
    with scoped():
        known = set(inspections_of(clerk).filter(station_id__in=stations).values_list("id", flat=True))
    for number in sorted(known)[:1]:
        working.link_record(clerk, row.pk, OperationRecordIn(inspection_id=number))
    found = OperationFindingIn(station_id=stations[0], text="散装油销售登记缺两天")
    working.add_finding(clerk, row.pk, found)
