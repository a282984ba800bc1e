"""What emergencies and drills put on people's workbench."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.incidents.selectors import incidents_of
from youjian.bureau.incidents.selectors_drills import measures_of
from youjian.bureau.incidents.transitions import OPEN
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import day_bounds


class Incidents:
    """Each open emergency, and the own department's measures after drills."""

    kind = "incident"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """A task for the open emergencies, due when the first term ends, and one for the measures."""
        found = [_open(actor) if actor.may("incident.manage") else None]
        if actor.may("incident.see") and actor.department:
            found.append(_measures(actor))
        return [one for one in found if one is not None]


def _open(actor: Actor) -> WorkbenchTask | None:
    told = incidents_of(actor).filter(status__in=OPEN).aggregate(n=Count("id"), due=Min("report_by"))
    if not told["n"]:
        return None
    title = pick(f"处置突发事件{told['n']}起", f"{told['n']} emergencies to handle")
    return WorkbenchTask("incident", title, told["due"], "/incidents", told["n"])


def _measures(actor: Actor) -> WorkbenchTask | None:
    waiting = measures_of(actor).filter(department=actor.department, done_at__isnull=True)
    told = waiting.aggregate(n=Count("id"), due=Min("due_on"))
    if not told["n"]:
        return None
    title = pick(f"落实演练改进措施{told['n']}项", f"{told['n']} measures after drills")
    return WorkbenchTask(
        "drill_measure", title, day_bounds(told["due"])[1], "/incidents?tab=measures", told["n"]
    )
