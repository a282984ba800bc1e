"""What inspections put on people's workbench: what was to be put right and nobody followed up."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.inspection.models import InspectionNote
from youjian.bureau.inspection.selectors import inspections_of
from youjian.bureau.language import pick
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import day_bounds


class Terms:
    """Records that gave a term and have no follow-up yet, due when the first term ends."""

    kind = "inspection_term"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        if not actor.may("inspection.do"):
            return []
        followed = InspectionNote.objects.filter(inspection=OuterRef("pk"), kind="follow_up")
        open_terms = inspections_of(actor).filter(~Exists(followed), rectify_by__isnull=False)
        told = open_terms.aggregate(n=Count("id"), first=Min("rectify_by"))
        if not told["n"]:
            return []
        title = pick(f"复查责令改正{told['n']}件", f"{told['n']} inspections to follow up")
        path = "/inspections?conclusion=rectify"
        return [WorkbenchTask(self.kind, title, day_bounds(told["first"])[1], path, told["n"])]
