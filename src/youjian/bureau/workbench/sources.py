"""Tasks of the apps that were there before the workbench."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.calendar.selectors import years_to_take
from youjian.bureau.downtime.selectors import requests_of
from youjian.bureau.language import pick
from youjian.bureau.quarantine.selectors import records_of
from youjian.bureau.registry.models import Station, Verification
from youjian.bureau.scope import within
from youjian.bureau.sealing.models import SealingFailure
from youjian.bureau.uploads.models import Upload
from youjian.bureau.workbench.work import WorkbenchTask
from youjian.contract.fields import business_day, day_bounds

_EXPIRES_WITHIN = timedelta(days=30)


class Downtimes:
    """Requests of others that wait for a decision."""

    kind = "downtime"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them, due when the first one is."""
        if not actor.may("downtime.approve"):
            return []
        own = [name for name in (actor.username, actor.acting_for) if name]
        waiting = requests_of(actor).filter(status="requested").exclude(requested_by__in=own)
        told = waiting.exclude(requested_for__in=own).aggregate(n=Count("id"), due=Min("decide_by"))
        if not told["n"]:
            return []
        title = pick(f"审批停机申报{told['n']}件", f"{told['n']} downtime requests to decide on")
        return [WorkbenchTask(self.kind, title, told["due"], "/downtimes?status=requested", told["n"])]


class Quarantine:
    """Records that wait to be looked at."""

    kind = "quarantine"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all held records of the scope."""
        if not actor.may("quarantine.settle"):
            return []
        held = records_of(actor).filter(status="held").count()
        title = pick(f"处理待核数据{held}条", f"{held} quarantined records to settle")
        return [WorkbenchTask(self.kind, title, None, "/quarantine", held)] if held else []


class Uploads:
    """Own files that were checked and not taken."""

    kind = "upload"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """A task a file, the newest three."""
        if not actor.may("registry.manage"):
            return []
        waiting = Upload.objects.filter(username=actor.username, state="checked")
        listed = waiting.order_by("-at").values_list("id", "filename", "bad")[:3]
        return [
            WorkbenchTask(
                self.kind,
                pick(f"导入“{name}”：{_checked(bad)}", f"Import “{name}”: {_checked(bad)}"),
                None,
                f"/uploads/{number}",
            )
            for number, name, bad in listed
        ]


def _checked(bad: int) -> str:
    if bad:
        return pick(f"{bad}行有误待改正", f"{bad} rows to be corrected")
    return pick("已校验，待确认导入", "checked, waits to be taken")


class CalendarYears:
    """Years whose holiday notice should have been taken."""

    kind = "calendar"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """A task a year."""
        if not actor.may("calendar.manage"):
            return []
        return [
            WorkbenchTask(
                self.kind,
                pick(f"导入{year}年放假通知", f"Take the holiday notice of {year}"),
                None,
                "/calendar",
            )
            for year in years_to_take(business_day(moment))
        ]


class Certificates:
    """Certificates of verification and licences that expire within 30 days, for who inspects or edits."""

    kind = "certificate"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:
        """One task for nozzles, one for licences, due at the end of the first day that is the last."""
        if not (actor.may("rules.propose") or actor.may("registry.manage")):
            return []
        today = business_day(moment)
        until = today + _EXPIRES_WITHIN
        newest = _nozzles(actor, today, until)
        licences = Station.objects.filter(
            within(actor.scope), ~Q(status="closed"), licence_valid_until__range=(today, until)
        ).aggregate(n=Count("station_id"), first=Min("licence_valid_until"))
        found = (
            (
                newest,
                pick("把加油枪的检定证书30天内到期", "nozzles' certificates expire in 30 days"),
                "/verifications",
            ),
            (
                licences,
                pick("个加油站的许可证30天内到期", "stations' licences expire in 30 days"),
                "/stations",
            ),
        )
        return [
            WorkbenchTask(
                self.kind, f"{told['n']}{pick('', ' ')}{words}", day_bounds(told["first"])[1], path, told["n"]
            )
            for told, words, path in found
            if told["n"]
        ]


def _nozzles(actor: Actor, today: date, until: date) -> dict[str, Any]:
    """Certificates that expire, but for nozzles that were verified again since."""
    again = Verification.objects.filter(
        station_id=OuterRef("station_id"),
        nozzle_id=OuterRef("nozzle_id"),
        verified_on__gt=OuterRef("verified_on"),
    )
    found = Verification.objects.filter(within(actor.scope), valid_until__range=(today, until))
    return found.exclude(Exists(again)).aggregate(n=Count("certificate_no"), first=Min("valid_until"))


class Sealing:
    """Stations whose days cannot be sealed."""

    kind = "sealing"

    def tasks(self, actor: Actor, moment: datetime) -> Sequence[WorkbenchTask]:  # noqa: ARG002
        """One task for all of them."""
        if not actor.may("retention.manage"):
            return []
        failing = SealingFailure.objects.filter(within(actor.scope)).count()
        title = pick(f"{failing}个加油站的日数据固化失败", f"Days of {failing} stations cannot be sealed")
        return [WorkbenchTask(self.kind, title, None, "/day-seals", failing)] if failing else []


ALL = (Downtimes(), Quarantine(), Uploads(), CalendarYears(), Certificates(), Sealing())
