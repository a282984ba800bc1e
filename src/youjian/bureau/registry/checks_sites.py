"""Checks of stations, companies, operations, regions and price caps against what else is there."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import city_bounds, stored
from youjian.bureau.registry.drafts import Draft
from youjian.bureau.registry.life_reads import successor_of
from youjian.bureau.registry.models import Region
from youjian.bureau.scope import covers
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_COUNTY = 6
_AHEAD = timedelta(days=366)
_STATION_DATES = (("opened_on", "licence_valid_until"), ("opened_on", "closed_on"))


def check_stations(actor: Actor, drafts: Sequence[Draft]) -> None:
    """Scope, region, licence, dates and place of stations."""
    regions = _regions()
    bounds = city_bounds.bounds()
    latest = business_day(now()) + _AHEAD
    for draft in drafts:
        _check_scope(actor, draft)
        _check_region(draft, regions)
        check_order(draft, *_STATION_DATES)
        _check_opening(draft, latest)
        _check_closing(draft)
        _check_goes_on(draft)
        if draft.touches("longitude", "latitude"):
            _check_place(draft, bounds)
    _check_licences(drafts)


def check_companies(actor: Actor, drafts: Sequence[Draft]) -> None:
    """A company that runs stations elsewhere only is not this actor's."""
    there = [draft.key[0] for draft in drafts if draft.before is not None]
    if any(prefix == "*" or len(prefix) < _COUNTY for prefix in actor.scope):
        return
    mine = {row["uscc"] for row in stored.read(_MY_COMPANIES, [there])}
    for draft in drafts:
        if draft.before is not None and draft.key[0] not in mine:
            draft.fault(
                "uscc",
                f"企业{draft.key[0]}在您的管辖范围内没有加油站，不能由您修改。",
                f"Company {draft.key[0]} runs no station within your scope; you cannot change it.",
            )


def check_operations(_: Actor, drafts: Sequence[Draft]) -> None:
    """The station is there and was open already."""
    stations = check_stations_there(drafts)
    for draft in drafts:
        station, day = stations.get(str(draft.after.get("station_id"))), draft.after.get("valid_from")
        if station and day and day < station["opened_on"]:
            draft.fault(
                "valid_from",
                f"生效日期{day}早于该站开业日期{station['opened_on']}，请核对。",
                f"{day} lies before the station opened on {station['opened_on']}; please check.",
            )


def check_regions(actor: Actor, drafts: Sequence[Draft]) -> None:
    """A region lies within the one it belongs to, which is there or comes along."""
    known = _regions() | {str(draft.key[0]) for draft in drafts if not draft.faults}
    for draft in drafts:
        code, parent = str(draft.after.get("region_code")), draft.after.get("parent_code")
        _check_region_scope(actor, draft, code)
        check_order(draft, ("valid_from", "valid_until"))
        if parent is not None and parent not in known:
            draft.fault(
                "parent_code", f"没有上级区划{parent}，请先登记。", f"There is no region {parent} yet."
            )
        elif parent is not None and (parent == code or not code.startswith(parent)):
            draft.fault(
                "parent_code",
                f"区划代码{code}应以上级代码{parent}开头，请核对。",
                f"Code {code} should begin with the code {parent} that it belongs to.",
            )


def check_price_caps(actor: Actor, drafts: Sequence[Draft]) -> None:
    """A price cap is of a region that is there and within the scope."""
    regions = _regions()
    for draft in drafts:
        code = str(draft.after.get("region_code"))
        _check_region_scope(actor, draft, code)
        if code not in regions:
            _unknown_region(draft, code)


def check_stations_there(drafts: Sequence[Draft]) -> dict[str, dict[str, Any]]:
    """The stations that rows belong to, by id; a row of one that is not there (or hidden) gets a fault."""
    wanted = {draft.given.get("station_id") for draft in drafts} - {None}
    found = {row["station_id"]: row for row in stored.read(_STATIONS, [list(wanted)])} if wanted else {}
    for draft in drafts:
        station_id = draft.given.get("station_id")
        if station_id is not None and station_id not in found:
            draft.fault(
                "station_id",
                f"没有找到加油站{station_id}，或不在您的管辖范围内；请核对编号，新站先在加油站表中登记。",
                f"Station {station_id} is not there or outside your scope; register a new one first.",
            )
    return found


def check_order(draft: Draft, *pairs: tuple[str, str]) -> None:
    """Of each pair of dates the second may not lie before the first."""
    for first, second in pairs:
        a, b = draft.after.get(first), draft.after.get(second)
        if a is not None and b is not None and b < a and draft.touches(first, second):
            one, other = draft.sheet.field(first), draft.sheet.field(second)
            draft.fault(
                second,
                f"{other.zh}{b}早于{one.zh}{a}，请核对。",
                f"{other.en} {b} lies before {one.en} {a}; please check.",
            )


def _regions() -> set[str]:
    return set(Region.objects.values_list("region_code", flat=True))


def _check_scope(actor: Actor, draft: Draft) -> None:
    station_id = str(draft.key[0])
    if draft.before is None and not covers(actor.scope, station_id):
        draft.fault(
            "station_id",
            f"加油站{station_id}不在您的管辖范围内，请核对编号前6位（县区代码）。",
            f"Station {station_id} lies outside your scope; check its first six digits (the county).",
        )


def _check_region(draft: Draft, regions: set[str]) -> None:
    missing = None in (draft.key[0], draft.after.get("region_code"))
    if missing or not draft.touches("station_id", "region_code"):
        return
    code, station_id = str(draft.after["region_code"]), str(draft.key[0])
    if code not in regions:
        _unknown_region(draft, code)
    elif code[:_COUNTY] != station_id[: min(_COUNTY, len(code))]:
        draft.fault(
            "region_code",
            f"所属县区{code}与加油站编号{station_id}的前6位不一致，请核对其中哪一个写错。",
            f"County {code} does not fit the first six digits of {station_id}; one of them is wrong.",
        )


def _unknown_region(draft: Draft, code: str) -> None:
    draft.fault(
        "region_code",
        f"行政区划{code}未登记，请核对代码，或先在行政区划表中登记。",
        f"Region {code} is not in the register; check the code, or register it first.",
    )


def _check_region_scope(actor: Actor, draft: Draft, code: str) -> None:
    if not covers(actor.scope, code):
        draft.fault(
            "region_code",
            f"{code}不在您的管辖范围内，须由上级维护。",
            f"{code} lies outside your scope; the level above keeps it.",
        )


def _check_opening(draft: Draft, latest: Any) -> None:
    opened = draft.after.get("opened_on")
    if opened is not None and opened > latest and draft.touches("opened_on"):
        draft.fault(
            "opened_on",
            f"开业日期{opened}在一年以后，请核对年份。",
            f"It would open on {opened}, more than a year from now; check the year.",
        )


def _check_closing(draft: Draft) -> None:
    if not draft.touches("closed_on", "status"):
        return
    if draft.after.get("closed_on") is not None and draft.after.get("status") != "closed":
        draft.fault(
            "closed_on",
            "填了关停日期，经营状态却不是“已关停”；请改状态或清空日期。",
            "There is a closing date but the status is not closed; change one of them.",
        )


def _check_goes_on(draft: Draft) -> None:
    """A station whose equipment went over to another one stays closed: its form and its file say so too."""
    was = draft.before and draft.before.get("status")
    if was != "closed" or draft.after.get("status") == "closed":
        return
    successor = successor_of(str(draft.key[0]))
    if successor is not None:
        draft.fault(
            "status",
            f"该站已于{successor.happened_on}由{successor.name}（{successor.station_id}）承接，不能恢复营业。",
            f"It went on as {successor.name} ({successor.station_id}) on {successor.happened_on}: "
            "it cannot operate again.",
        )


def _check_place(draft: Draft, bounds: city_bounds.Bounds) -> None:
    longitude, latitude = draft.after.get("longitude"), draft.after.get("latitude")
    if longitude is None or latitude is None:
        return
    if wrong := bounds.misplaced(longitude, latitude):
        draft.fault("longitude", *wrong)


def _check_licences(drafts: Sequence[Draft]) -> None:
    """A licence is of one station, as long as that is not closed."""
    asking = [d for d in drafts if _licensed(d) and d.touches("licence_no", "status")]
    if not asking:
        return
    holders: dict[str, set[str]] = defaultdict(set)
    coming = {str(draft.key[0]) for draft in drafts}
    for row in stored.read(_LICENCES, [[draft.after["licence_no"] for draft in asking]]):
        if row["station_id"] not in coming:
            holders[row["licence_no"]].add(row["station_id"])
    for draft in drafts:
        if _licensed(draft):
            holders[str(draft.after["licence_no"])].add(str(draft.key[0]))
    for draft in asking:
        number = str(draft.after["licence_no"])
        for other in sorted(holders[number] - {str(draft.key[0])})[:1]:
            draft.fault(
                "licence_no",
                f"零售许可证号“{number}”与加油站{other}重复，请核对。",
                f"Licence “{number}” is that of station {other} too; please check.",
            )


def _licensed(draft: Draft) -> bool:
    return bool(draft.after.get("licence_no")) and draft.after.get("status") != "closed"


Check = Callable[[Actor, Sequence[Draft]], None]
SITE_CHECKS: dict[str, Check] = {
    "stations": check_stations,
    "companies": check_companies,
    "operations": check_operations,
    "regions": check_regions,
    "price_caps": check_price_caps,
}
_MY_COMPANIES = """
SELECT uscc FROM ledger.companies AS c WHERE uscc = ANY(%s)
    AND EXISTS (SELECT FROM ledger.stations AS s WHERE s.uscc = c.uscc)
"""
_STATIONS = "SELECT station_id, opened_on, closed_on, status FROM ledger.stations WHERE station_id = ANY(%s)"
_LICENCES = """
SELECT station_id, licence_no FROM ledger.stations WHERE licence_no = ANY(%s) AND status <> 'closed'
"""
