"""What the verbs of a station's life share: the stations locked, dates that can be, what is told of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.events.services import announce
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.registry import city_bounds
from youjian.bureau.registry.life_contracts import LifeIn, LifeOut
from youjian.bureau.registry.life_reads import closed_on
from youjian.bureau.registry.models import Region, Station
from youjian.bureau.scope import covers, within
from youjian.bureau.times import now
from youjian.contract.fields import StationStatus, business_day


def locked(actor: Actor, station_ids: Iterable[str]) -> dict[str, Station]:
    """Stations within the scope, locked in the order of their numbers; raises Problem 404 for a missing."""
    wanted = sorted(set(station_ids))
    rows = Station.objects.select_for_update().filter(within(actor.scope), station_id__in=wanted)
    found = {station.station_id: station for station in rows.order_by("station_id")}
    for station_id in wanted:
        if station_id not in found:
            raise not_found(pick(f"加油站{station_id}", f"Station {station_id}"))
    return found


def titled(station: Station) -> str:
    """A station's name with its number."""
    return pick(f"{station.name}（{station.station_id}）", f"{station.name} ({station.station_id})")


def check_day(day: date, station: Station) -> None:
    """Raise Problem 422 for a day that is still to come, or before the station opened."""
    if day > business_day(now()):
        raise bad(
            "future",
            f"日期{day}还没有到。请在当天或之后办理；计划中的停业请用停机申报。",
            f"{day} has not come yet. Do this on the day or later; announce planned closures as downtime.",
        )
    if day < station.opened_on:
        raise bad(
            "before_opening",
            f"日期{day}早于{titled(station)}的开业日期{station.opened_on}，请核对。",
            f"{day} is before {titled(station)} opened on {station.opened_on}. Please check the date.",
        )


def check_records(day: date, last: datetime | None, what: str) -> None:
    """Raise Problem 422 when something went on recording after the day on which it is said to end."""
    if last is None or business_day(last) <= day:
        return
    seen = business_day(last)
    raise bad(
        "before_last_record",
        f"{what}在{seen}还有记录，日期不能早于这一天（填写的是{day}）。",
        f"{what} still has records of {seen}; the date cannot be before that day ({day} was given).",
    )


def check_open(station: Station) -> None:
    """Raise Problem 409 for a station that is closed."""
    if station.status != "closed":
        return
    day = closed_on(station.station_id)
    since_zh, since_en = (f"已于{day}", f" since {day}") if day else ("已", "")
    raise Problem(
        409,
        "already_closed",
        pick(f"{titled(station)}{since_zh}关停，不能再办理。", f"{titled(station)} is closed{since_en}."),
    )


def check_number(actor: Actor, station_id: str) -> None:
    """Raise Problem when a new station's number lies outside the scope (403) or is taken (409)."""
    if not covers(actor.scope, station_id):
        raise Problem(
            403,
            "out_of_scope",
            pick(
                f"新编号{station_id}不在您的管辖范围内，请由市级或该县区的人员办理。",
                f"The new number {station_id} is outside your scope: the city or that county has to do this.",
            ),
        )
    taken = Station.objects.filter(station_id=station_id).first()
    if taken is not None:
        raise Problem(
            409,
            "number_taken",
            pick(
                f"编号{station_id}已由{taken.name}使用，请换一个编号。",
                f"The number {station_id} is taken by {taken.name}. Please choose another one.",
            ),
        )


def check_licence(licence_no: str, ending: Collection[str]) -> None:
    """Raise Problem 409 when a licence is held by an open station other than those that end here."""
    holders = Station.objects.filter(licence_no=licence_no.strip()).exclude(status="closed")
    holder = holders.exclude(station_id__in=list(ending)).order_by("station_id").first()
    if holder is not None:
        raise Problem(
            409,
            "licence_taken",
            pick(
                f"零售许可证号“{licence_no.strip()}”已由{titled(holder)}使用，请核对。",
                f"The licence “{licence_no.strip()}” is that of {titled(holder)}. Please check it.",
            ),
        )


def check_region(region_code: str, station_id: str) -> None:
    """Raise Problem 422 for a region that is not there, or that a station's number does not begin with."""
    if region_code[:6] != station_id[:6]:
        raise bad(
            "other_region",
            f"编号{station_id}的前六位与县区代码{region_code[:6]}不一致，请核对。",
            f"The number {station_id} does not begin with the county's code {region_code[:6]}.",
        )
    if not Region.objects.filter(region_code=region_code).exists():
        raise bad(
            "unknown_region",
            f"没有代码为{region_code}的县区，请核对。",
            f"There is no region with the code {region_code}. Please check it.",
        )


def check_place(longitude: float | None, latitude: float | None) -> None:
    """Raise Problem 422 for a new place outside the city; None is a place that stays."""
    if longitude is None or latitude is None:
        return
    if wrong := city_bounds.bounds().misplaced(longitude, latitude):
        raise bad("outside_city", *wrong)


def bad(code: str, zh: str, en: str) -> Problem:
    """A refusal of what was given."""
    return Problem(422, code, pick(zh, en))


def said(order: LifeIn) -> str:
    """The reason as the register keeps it, with the paper's number: as a person wrote it."""
    number = order.document_no.strip()
    return f"{order.reason.strip()}（文号：{number}）" if number else order.reason.strip()


def tell(
    actor: Actor,
    told: LifeOut,
    stations: Sequence[Station],
    order: LifeIn,
    status: StationStatus | None = None,
) -> None:
    """An event for the consoles and an entry in the journal for each station that took part."""
    after = {
        "effective_on": told.effective_on.isoformat(),
        "reason": order.reason.strip(),
        "document_no": order.document_no.strip(),
        "station_id": told.station_id,
        **({"status": status} if status else {}),
        **({"equipment": [piece.model_dump() for piece in told.equipment]} if told.equipment else {}),
    }
    for station in stations:
        payload = {"station_id": station.station_id, "verb": told.verb, "goes_on_as": told.station_id}
        announce("station.changed", station.station_id, payload)
    for station in stations:
        journal.record(
            actor,
            f"registry.{told.verb}",
            f"station:{station.station_id}",
            station_id=station.station_id,
            before={"status": station.status},
            after=after,
        )
