"""What the worker does for emergencies by the clock: terms that ran out are told once."""

import logging
from datetime import datetime

from procrastinate.contrib.django import app

from youjian.bureau.incidents import telling
from youjian.bureau.incidents.models import Incident
from youjian.bureau.incidents.transitions import OPEN
from youjian.bureau.scope import scoped
from youjian.bureau.times import now

_LOG = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="incidents.remind", queueing_lock="incidents.remind")
def remind_of_terms(timestamp: int) -> None:  # noqa: ARG001
    """Tell of responses, first reports and closing reports that are overdue, every minute."""
    with scoped():
        told = remind(now())
    if told:
        _LOG.info("%d terms of emergencies are over", told)


def remind(moment: datetime) -> int:
    """Tell of each term that is over, once; returns how many are over."""
    told = 0
    for row in Incident.objects.filter(status__in=OPEN).order_by("id"):
        for key, zh, en in _over(row, moment):
            telling.tell(row, key, (f"{zh}已超时", f"{en} is overdue"))
            told += 1
    return told


def _over(row: Incident, moment: datetime) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    if row.status == "reported" and row.respond_by <= moment:
        found.append(("respond-late", "到场处置", "the response"))
    if row.first_report_at is None and row.report_by <= moment:
        found.append(("report-late", "首次信息报告", "the first report"))
    if row.status == "controlled" and row.close_by is not None and row.close_by <= moment:
        found.append((f"close-late:{row.close_by:%Y%m%dT%H%M}", "办结报告", "the closing report"))
    return found
