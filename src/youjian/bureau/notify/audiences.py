"""Who is meant by a rule: people of this moment, deputies in the place of those who are away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from youjian.bureau.accounts.acting import in_force
from youjian.bureau.accounts.models import Delegation, User
from youjian.bureau.duty.selectors import on_duty
from youjian.bureau.notify.models import Rule
from youjian.bureau.notify.routing import Happened
from youjian.bureau.scope import covers


@dataclass(frozen=True)
class Reader:
    """Somebody who is told: with `stands_for`, as the deputy of a person who is away.

    A person who is away (`away`) finds it in the console and is not disturbed elsewhere.
    """

    user: User
    stands_for: User | None = None
    away: bool = False


class People:
    """Everybody who works here, read once for a round, with the delegations in force."""

    def __init__(self) -> None:
        found = User.objects.filter(is_active=True).select_related("role", "wish").order_by("id")
        self.by_id = {user.pk: user for user in found}
        standing = Delegation.objects.filter(in_force()).order_by("id")
        self._deputies = {one.principal_id: one.deputy_id for one in standing}

    def audience(self, rule: Rule, event: Happened, moment: datetime) -> list[User]:
        """Whom a rule means, each once; those who may not see the alert are left out."""
        chosen = self._chosen(rule, event, moment)
        return [user for user in dict.fromkeys(chosen) if may_see(user, event.station_id)]

    def readers(self, users: Iterable[User]) -> list[Reader]:
        """Who is told in fact: for whoever is away the deputy, who sees what the principal may see."""
        found: dict[int, Reader] = {}
        for user in users:
            deputy = self.by_id.get(self._deputies.get(user.pk, 0))
            found[user.pk] = Reader(user, away=deputy is not None)
            if deputy is not None:
                found.setdefault(deputy.pk, Reader(deputy, stands_for=user))
        return list(found.values())

    def managers(self) -> list[User]:
        """Those who look after the channels."""
        return [user for user in self.by_id.values() if "notify.manage" in user.role.permissions]

    def _chosen(self, rule: Rule, event: Happened, moment: datetime) -> Iterable[User]:
        first, others = event.departments[:1], event.departments[1:]
        match rule.audience:
            case "duty":
                return self._duty(first, event, moment)
            case "informed":
                return [user for code in others for user in self._on_duty(code, event, moment)]
            case "assigned":
                return [user for user in self.by_id.values() if user.username == event.assigned_to]
            case "roles":
                return [user for user in self.by_id.values() if _has_role(user, rule, first)]
            case _:
                return []

    def _on_duty(self, department: str, event: Happened, moment: datetime) -> list[User]:
        ids = on_duty(department, moment, event.station_id[:6])
        return [self.by_id[one] for one in ids if one in self.by_id]

    def _duty(self, departments: tuple[str, ...], event: Happened, moment: datetime) -> Iterable[User]:
        """Those on duty; without a roster all of the department who may sign for it, else all who may.

        No warning goes to nobody because a roster has a gap.
        """
        for code in departments:
            rostered = [u for u in self._on_duty(code, event, moment) if may_see(u, event.station_id)]
            if rostered:
                return rostered
        signers = [
            user for user in self.by_id.values()
            if "alert.sign" in user.role.permissions and may_see(user, event.station_id)
        ]  # fmt: skip
        own = [user for user in signers if user.department_id in departments]
        return own or signers


def may_see(user: User, station_id: str) -> bool:
    """Whether a person may see an alert of a station."""
    return "alert.see" in user.role.permissions and covers(tuple(user.scope), station_id)


def _has_role(user: User, rule: Rule, departments: tuple[str, ...]) -> bool:
    return user.role_id in rule.roles and (rule.city or user.department_id in departments)
