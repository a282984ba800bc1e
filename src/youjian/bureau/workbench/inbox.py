"""My alerts: counted in one statement, the most urgent first."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.alerts import selectors as alerts
from youjian.bureau.alerts.contracts import AlertRow
from youjian.bureau.alerts.counts import COLOURS
from youjian.bureau.alerts.models import Alert
from youjian.bureau.registry.contracts import SeverityCounts
from youjian.bureau.workbench.contracts import DeskInbox

SHOWN = 20


def inbox(actor: Actor, moment: datetime) -> DeskInbox | None:
    """The alerts that are a person's to do; None for who may not see alerts."""
    if not actor.may("alert.see"):
        return None
    mine = with_due(alerts.inbox(actor))
    late = Q(due_at__lte=moment)
    sums = mine.aggregate(
        unsigned=Count("id", Q(status="open")),
        signed=Count("id", Q(status="signed")),
        overdue=Count("id", late),
        **{colour: Count("id", Q(colour=colour)) for colour in COLOURS},
    )
    colours = SeverityCounts(**{colour: sums.pop(colour) for colour in COLOURS})
    return DeskInbox(
        total=sums["unsigned"] + sums["signed"],
        colours=colours,
        items=_items(actor, mine, moment),
        **sums,
    )


def with_due(found: QuerySet[Alert]) -> QuerySet[Alert]:
    """Alerts with `due_at`: when they have to be signed for, or closed once they are."""
    due = Case(
        When(status="open", then=Coalesce(F("sign_by"), F("close_by"))),
        default=F("close_by"),
        output_field=DateTimeField(null=True),
    )
    return found.annotate(due_at=due)


def _items(actor: Actor, mine: QuerySet[Alert], moment: datetime) -> list[AlertRow]:
    """Overdue first, then the worst colour, then what is due first."""
    overdue = Case(When(due_at__lte=moment, then=Value(0)), default=Value(1))
    listed = mine.annotate(late=overdue).select_related(*alerts.PEOPLE)
    ordered = listed.order_by("late", "-rank", F("due_at").asc(nulls_last=True), "opened_at", "id")
    return alerts.rows(actor, ordered[:SHOWN])


def due_of(row: AlertRow) -> datetime | None:
    """When a line is due."""
    return (row.sign_by or row.close_by) if row.status == "open" else row.close_by


def first_due(rows: Sequence[AlertRow]) -> AlertRow | None:
    """Of the lines that wait for a signature, the worst colour's that is due first."""
    waiting = [row for row in rows if row.status == "open"]
    worst = min((COLOURS.index(row.colour) for row in waiting), default=None)
    same = [row for row in waiting if worst is not None and row.colour == COLOURS[worst]]
    return min(same, key=lambda row: (row.sign_by is None, row.sign_by or row.opened_at), default=None)
