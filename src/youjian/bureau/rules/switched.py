"""Switch-offs as their readers see them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import selectors as register
from youjian.bureau.rules.contracts import SwitchOffOut
from youjian.bureau.rules.models import SwitchOff
from youjian.bureau.rules.switching import running_at
from youjian.bureau.rules.words import OFF_STATES, rule_name
from youjian.bureau.scope import within
from youjian.bureau.sheets.fields import named
from youjian.bureau.times import now

_MOST = 200


def switch_offs_of(actor: Actor) -> QuerySet[SwitchOff]:
    """Every switch-off within the actor's scope."""
    return SwitchOff.objects.filter(within(actor.scope))


def switch_offs(
    actor: Actor, *, rule: str = "", station_id: str = "", running: bool = False
) -> list[SwitchOffOut]:
    """The switch-offs of a rule, a station, or all; with `running` those in force now. The newest first."""
    found = (running_at(now()) if running else SwitchOff.objects.all()).filter(within(actor.scope))
    asked = {name: value for name, value in (("rule", rule), ("station_id", station_id)) if value}
    listed = found.filter(**asked).select_related("made_by", "ended_by").order_by("-id")[:_MOST]
    return shown(actor, list(listed))


def switch_off_out(actor: Actor, row: SwitchOff) -> SwitchOffOut:
    """One switch-off."""
    return shown(actor, [row])[0]


def shown(actor: Actor, rows: Sequence[SwitchOff]) -> list[SwitchOffOut]:
    """Switch-offs with the names of their stations."""
    heads = register.station_heads(actor, [row.station_id for row in rows])
    moment = now()
    found: list[SwitchOffOut] = []
    for row in rows:
        state: Any = state_of(row, moment)
        head = heads.get(row.station_id)
        found.append(
            SwitchOffOut(
                id=row.pk,
                rule=row.rule,
                rule_name=rule_name(row.rule),
                station_id=row.station_id,
                station_name=head.name if head else row.station_id,
                from_at=row.from_at,
                until=row.until,
                reason=row.reason,
                made_by=row.made_by.display_name,
                made_at=row.made_at,
                state=state,
                state_name=named(OFF_STATES, state),
                ended_by=row.ended_by.display_name if row.ended_by else "",
                ended_at=row.ended_at,
                end_reason=row.end_reason,
                may_end=state == "running" and actor.may("rules.propose"),
            )
        )
    return found


def state_of(row: SwitchOff, moment: Any) -> str:
    """How a switch-off stands at a moment."""
    if row.ended_at is not None:
        return "ended"
    return "running" if moment < row.until else "over"
