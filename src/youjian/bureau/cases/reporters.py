"""Who told something: kept apart, masked for everybody, shown in full for a reason that is journaled."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.accounts.permissions import permission_name
from youjian.bureau.cases.contracts import ReporterMasked, ReporterOut
from youjian.bureau.cases.models import Reporter
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.masks import mask_name, mask_phone
from youjian.bureau.problems import forbidden, not_found
from youjian.bureau.scope import acting, within

_SEE = "hotline.reporter"


def keep(area: str, name: str, phone: str) -> Reporter | None:
    """Keep who told something of an area; None for somebody who said neither name nor number."""
    name, phone = name.strip(), phone.strip()
    return Reporter.objects.create(area=area, name=name, phone=phone) if name or phone else None


def masked(reporter: Reporter | None) -> ReporterMasked | None:
    """Who told something, as everybody of the desk may see it."""
    if reporter is None:
        return None
    return ReporterMasked(name=mask_name(reporter.name), phone=mask_phone(reporter.phone))


def reveal(actor: Actor, reporter_id: int | None, target: str, reason: str) -> ReporterOut:
    """Who told something, in full. Raises Problem 403, 404; the question goes into the journal."""
    if not actor.may(_SEE):
        raise forbidden(permission_name(_SEE))
    with acting(actor):
        found = Reporter.objects.filter(within(actor.scope, "area"), id=reporter_id).first()
        if found is None:
            raise not_found(pick("举报人信息", "Who reported it"))
        journal.record(
            actor, "lead.reveal", target, station_id=_station(found.area), after={"reason": reason}
        )
        return ReporterOut(name=found.name, phone=found.phone)


def may_reveal(actor: Actor, reporter_id: int | None) -> bool:
    """Whether somebody may ask who reported."""
    return reporter_id is not None and actor.may(_SEE)


def _station(area: str) -> str | None:
    return area if len(area) == 10 else None
