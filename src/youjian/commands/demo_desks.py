"""Life on the desks of the demo: work orders, leads, samples and public codes, entered as people would."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from youjian.contract.fields import business_day

if TYPE_CHECKING:  # the models behind these want Django set up
    from youjian.bureau.accounts.contracts import Actor

_ORDERS = (
    ("metering", "加了300元92号，油表只走一格，怀疑少给油", 9, "李女士", "13800000001"),
    ("price", "牌价与机显单价不一致", 3, "王先生", "13800000002"),
    ("quality", "加油后发动机抖动，怀疑油品有问题", 5, "赵先生", ""),
    ("safety", "卸油时有人在旁边抽烟", 20, "", "13800000004"),
)
"""What each demo work order tells: kind, words, days ago, who called."""


def furnish_desks(stations: Sequence[str], moment: datetime) -> None:
    """Enter what the desks of the demo show, once; what people did with it since stays."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.hotline.models import WorkOrder
    from youjian.bureau.publicity.services import make_codes
    from youjian.bureau.scope import scoped

    actor = replace(SYSTEM, display_name="演示数据")
    with scoped():
        if WorkOrder.objects.exists():
            return
        make_codes(actor, None)
        _orders(actor, stations, moment)
        _leads(actor, stations[0][:6], moment)
        _samples(actor, stations, moment)


def _orders(actor: "Actor", stations: Sequence[str], moment: datetime) -> None:
    """Four work orders: one overdue, two that wait, one that was answered and closed."""
    from youjian.bureau.hotline import services
    from youjian.bureau.hotline.contracts import WorkOrderIn, WorkOrderStepIn

    made: list[int] = []
    for number, (kind, text, days, name, phone) in enumerate(_ORDERS, start=1):
        said = {"hotline": "12345" if number % 2 else "12315", "number": f"YS{number:04d}", "kind": kind}
        said |= {"received_at": moment - timedelta(days=days), "text": text}
        said |= {
            "station_id": stations[number % len(stations)],
            "reporter_name": name,
            "reporter_phone": phone,
        }
        made.append(services.enter(actor, WorkOrderIn.model_validate(said)).id)
    for number, step in (
        (made[1], {"step": "lead", "note": "请价格检查人员核对"}),
        (made[3], {"step": "reply", "note": "已约谈站长并整改，已回访"}),
        (made[3], {"step": "close"}),
    ):
        services.take_step(actor, number, WorkOrderStepIn.model_validate(step))


def _leads(actor: "Actor", county: str, moment: datetime) -> None:
    """Two sellers without a station: one that waits, one that turned out to be true."""
    from youjian.bureau.cases import services
    from youjian.bureau.cases.contracts import LeadIn, LeadStepIn

    bowser = {"source": "department", "kind": "mobile", "text": "交警移送：夜间有罐车在路边为货车加油"}
    bowser |= {"place": "206国道某路口", "plate": "赣H0X001", "region": county}
    services.enter(actor, LeadIn.model_validate(bowser | {"happened_at": moment - timedelta(days=1)}))
    tank = {"source": "other", "kind": "own_tank", "text": "物流园内有自备罐对外加油"}
    told = services.enter(actor, LeadIn.model_validate(tank | {"region": county, "place": "某物流园"}))
    note = "现场查实，已责令停用，相关材料移送"
    for step in ({"step": "accept"}, {"step": "close", "outcome": "confirmed", "note": note}):
        services.take_step(actor, told.id, LeadStepIn.model_validate(step))


def _samples(actor: "Actor", stations: Sequence[str], moment: datetime) -> None:
    """A plan by lot with two samples: one within every limit, one that failed and waits for its retest."""
    from youjian.bureau.quality import services
    from youjian.bureau.quality.contracts import LabReportIn, SampleIn, SamplingPlanIn

    day = business_day(moment)
    plan = {
        "name": "演示：本季抽检",
        "method": "random",
        "products": ["92", "95"],
        "count": 6,
        "seed": 20261101,
    }
    span = {"from_on": day - timedelta(days=30), "until_on": day + timedelta(days=30)}
    services.make_plan(actor, SamplingPlanIn.model_validate(plan | span))
    for number, (station, ron) in enumerate(zip(stations, ("92.4", "90.6"), strict=False), start=1):
        taken = {
            "number": f"YS-YP{number}",
            "station_id": station,
            "product": "92",
            "seal_no": f"YS-F{number}",
        }
        taken |= {"taken_by_name": "演示抽样员", "witness_name": "演示站长", "kept_seal_no": f"YS-B{number}"}
        sample = SampleIn.model_validate(taken | {"taken_at": moment - timedelta(days=6)})
        values = [{"code": "ron", "value": ron}, {"code": "sulphur", "value": "7.1"}]
        report = {"report_no": f"YS-BG{number}", "lab_name": "演示检验机构", "values": values}
        wanted = LabReportIn.model_validate(report | {"tested_on": day - timedelta(days=2)})
        services.enter_report(actor, services.take_sample(actor, sample).id, wanted)
