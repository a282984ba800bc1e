"""Risk classes, a decision, a draw, a bulletin and a notice in the demo, entered as people would."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from youjian.contract.fields import business_day

if TYPE_CHECKING:  # the models behind these want Django set up
    from youjian.bureau.accounts.contracts import Actor

_INSPECTORS = 4


def furnish_credit(stations: Sequence[str], moment: datetime) -> None:
    """Enter what the pages of credit and bulletins show, once; what people did with it since stays."""
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.credit.models import CreditDecision
    from youjian.bureau.credit.services import compute
    from youjian.bureau.scope import scoped

    actor = replace(SYSTEM, display_name="演示数据")
    with scoped():
        if CreditDecision.objects.exists():
            return
        _decision(actor, stations[0], moment)
        compute(actor)
        _draw(actor, stations[0][:4], moment)
        _papers(actor, stations[0], moment)


def _decision(actor: "Actor", station_id: str, moment: datetime) -> None:
    """A fine in effect, and the official class that the same company was given."""
    from youjian.bureau.credit.contracts import OfficialClassIn
    from youjian.bureau.credit.decisions import Entered, enter_decision
    from youjian.bureau.credit.services import enter_official

    day = business_day(moment)
    decided = day - timedelta(days=60)
    said = ("演示市监罚〔2026〕1号", "市市场监督管理局", decided, day - timedelta(days=50), "罚款1万元")
    enter_decision(actor, Entered(station_id, "fine", *said, "demo:1"))
    given = OfficialClassIn(station_id=station_id, given="B", given_on=decided, source="演示：官方分类")
    enter_official(actor, [given])


def _draw(actor: "Actor", area: str, moment: datetime) -> None:
    """A draw of two stations by a published seed."""
    from youjian.bureau.credit import draws
    from youjian.bureau.credit.contracts import DrawIn, SeedIn

    people = [one.username for one in draws.able(area)][:_INSPECTORS]
    if not people:
        return
    due_on = business_day(moment) + timedelta(days=20)
    shared = {"title": "演示：本季双随机抽查", "area": area, "count": 2, "each": 2, "due_on": due_on}
    wanted = DrawIn.model_validate(shared | {"inspectors": people, "weights": draws.CLASS_WEIGHTS})
    made = draws.seal(actor, wanted)
    draws.draw(actor, made.pk, SeedIn(seed="演示种子 471", source="演示：公布的开奖号码"))


def _papers(actor: "Actor", station_id: str, moment: datetime) -> None:
    """The draft of this week's bulletin, and a notice that waits to be issued."""
    from youjian.bureau.bulletins import noticing, services
    from youjian.bureau.bulletins.contracts import BulletinIn, BulletinNoticeIn

    week = BulletinIn(kind="week", area=station_id[:4], first=business_day(moment))
    services.draft(actor, week)
    text = "请核对辖区加油站检定到期情况，安排预约检定并反馈。"
    title = "关于检定到期情况的通知"
    noticing.write(actor, BulletinNoticeIn(area=station_id[:6], department="", title=title, text=text))
