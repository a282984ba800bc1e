"""Cases for the demo: one from an alert, under investigation; one of a bowser, transferred to the police."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from youjian.contract.fields import business_day

if TYPE_CHECKING:  # the models behind it want Django set up
    from youjian.bureau.accounts.contracts import Actor


def furnish_cases(city: str, moment: datetime) -> None:
    """Open what the lists of cases show, each once; `city` is the code of its region.

    The case from an alert is opened as soon as a station has one.
    """
    from youjian.bureau.accounts.selectors import actor_by_username
    from youjian.bureau.alerts.models import Alert
    from youjian.bureau.cases.models import Case
    from youjian.bureau.scope import scoped

    with scoped():
        known = set(Case.objects.values_list("kind", flat=True))
        if {"mobile", "metering"} <= known:
            return
        clerk, leader = actor_by_username("zhiban"), actor_by_username("lingdao")
        found = Alert.objects.filter(station_id__regex=rf"^{city}\d{{6}}$").order_by("id")
        alert = found.values_list("id", "station_id").first()
    if "mobile" not in known:
        _bowser(clerk, leader, city, moment)
    if alert is not None and "metering" not in known:
        _from_alert(clerk, leader, (alert[0], alert[1]), moment)


def _bowser(clerk: "Actor", leader: "Actor", city: str, moment: datetime) -> None:
    from youjian.bureau.cases import moving, opening
    from youjian.bureau.cases.contracts_cases import CaseIn, CaseStepIn

    said = {"title": "流动加油车无证售油", "kind": "mobile", "region": city, "plate": "赣H·示001"}
    seen = {"place": "206国道收费站旁", "note": f"{business_day(moment)}巡查发现，已拍照。"}
    case = opening.open_case(clerk, CaseIn.model_validate(said | seen))
    moving.take_step(leader, case.pk, CaseStepIn.model_validate({"step": "file"}))
    step = {"step": "transfer", "department": "police", "note": "涉嫌非法经营，请依法查处。"}
    moving.take_step(leader, case.pk, CaseStepIn.model_validate(step))


def _from_alert(clerk: "Actor", leader: "Actor", alert: tuple[int, str], moment: datetime) -> None:
    from youjian.bureau.cases import answering, moving, opening, papers
    from youjian.bureau.cases.contracts_cases import CaseDocumentIn, CaseIn, CaseStepIn, CaseTaskIn

    said = {"title": "交易与泵码不符，疑点待查", "kind": "metering", "station_id": alert[1]}
    case = opening.open_case(
        clerk, CaseIn.model_validate(said | {"with_departments": ["market"], "alerts": [alert[0]]})
    )
    moving.take_step(leader, case.pk, CaseStepIn.model_validate({"step": "file"}))
    due = moment + timedelta(days=3)
    task = CaseTaskIn(department="market", text="现场核对主板和编码器铅封", due_at=due)
    answering.give_task(clerk, case.pk, task)
    papers.draft(clerk, case.pk, CaseDocumentIn.model_validate({"kind": "rectify_order"}))
