"""Checks of what stands at a station: tanks, charts, dispensers, nozzles, verifications, seals."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry import stored
from youjian.bureau.registry.checks_sites import Check, check_order, check_stations_there
from youjian.bureau.registry.drafts import Draft, Row, once
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_OVER = 1.2
"""How far a chart may go beyond a tank's capacity and diameter: domes and manholes are charted too."""


def check_tanks(_: Actor, drafts: Sequence[Draft]) -> None:
    """Safe fill within the capacity, dates in order, one product where levels are shared."""
    check_stations_there(drafts)
    for draft in drafts:
        check_order(draft, ("installed_on", "retired_on"))
        capacity, safe = draft.after.get("capacity_l"), draft.after.get("safe_fill_l")
        if capacity is not None and safe is not None and safe > capacity:
            draft.fault(
                "safe_fill_l",
                f"安全充装量{safe:g}升大于标称容量{capacity:g}升，请核对。",
                f"Safe fill {safe:g} L is above the capacity of {capacity:g} L; please check.",
            )
    _check_manifolds(drafts)


def check_charts(_: Actor, drafts: Sequence[Draft]) -> None:
    """A chart rises: of two lines the higher one may not hold less. It has two lines at least."""
    check_stations_there(drafts)
    tanks = _equipment("tanks", drafts)
    charts: dict[Any, dict[float, Draft | Row]] = defaultdict(dict)
    for row in stored.chart_lines({draft.key[:3] for draft in drafts if draft.whole}):
        charts[row["station_id"], row["tank_id"], row["valid_from"]][row["height_mm"]] = row
    for draft in drafts:
        tank = _named(draft, tanks, "tank_id", "油罐", "tank")
        if tank is not None and draft.whole and draft.after.get("volume_l") is not None:
            _check_line(draft, tank)
            charts[draft.key[:3]][draft.key[3]] = draft
    for lines in charts.values():
        _check_rising([lines[height] for height in sorted(lines)])


def check_dispensers(_: Actor, drafts: Sequence[Draft]) -> None:
    """The station is there, dates are in order."""
    check_stations_there(drafts)
    for draft in drafts:
        check_order(draft, ("installed_on", "retired_on"))


def check_nozzles(_: Actor, drafts: Sequence[Draft]) -> None:
    """The tank is there and holds the same product; a mapping that was used is followed, not rewritten."""
    check_stations_there(drafts)
    tanks, used = _equipment("tanks", drafts), _used_nozzles(drafts)
    for draft in drafts:
        tank = _named(draft, tanks, "tank_id", "油罐", "tank")
        if not draft.touches("tank_id", "product", "valid_from"):
            continue
        if tank is not None and draft.after.get("product") not in (None, tank["product"]):
            _other_product(draft, tank)
        if tank is not None and _retired(tank, draft.after):
            draft.fault(
                "tank_id",
                f"{tank['tank_id']}号油罐已于{tank['retired_on']}停用，请核对罐号。",
                f"Tank {tank['tank_id']} is out of use since {tank['retired_on']}; please check its number.",
            )
        if draft.before is not None and draft.touches("tank_id", "product") and draft.key[:2] in used:
            draft.fault(
                "valid_from",
                "此枪已有加油记录：换接油罐或换油品请另起一行，并填写启用时间，原来的一行不动。",
                "This nozzle has sold already: add a row with its own time for the new tank or product.",
            )


def check_verifications(_: Actor, drafts: Sequence[Draft]) -> None:
    """The nozzle is there; a verification is of the past and ends after it began."""
    check_stations_there(drafts)
    nozzles, today = _equipment("nozzles", drafts), business_day(now())
    for draft in drafts:
        _named(draft, nozzles, "nozzle_id", "油枪", "nozzle")
        check_order(draft, ("verified_on", "valid_until"))
        day = draft.after.get("verified_on")
        if day is not None and day > today and draft.touches("verified_on"):
            draft.fault(
                "verified_on", f"检定日期{day}还没有到，请核对。", f"{day} is still to come; please check."
            )


def check_seals(_: Actor, drafts: Sequence[Draft]) -> None:
    """The dispenser is there; a seal is removed after it was put on, for a reason."""
    check_stations_there(drafts)
    dispensers = _equipment("dispensers", drafts)
    for draft in drafts:
        _named(draft, dispensers, "dispenser_id", "加油机", "dispenser")
        check_order(draft, ("applied_on", "removed_on"))
        removed, reason = draft.after.get("removed_on"), draft.after.get("removed_reason")
        if (removed is None) != (reason is None):
            draft.fault(
                "removed_on" if removed is None else "removed_reason",
                "拆封日期和拆封原因须一并填写。",
                "When and why it was removed go together.",
            )


DEVICE_CHECKS: dict[str, Check] = {
    "tanks": check_tanks,
    "tank_charts": check_charts,
    "dispensers": check_dispensers,
    "nozzles": check_nozzles,
    "verifications": check_verifications,
    "seals": check_seals,
}


def _equipment(table: str, drafts: Sequence[Draft]) -> dict[tuple[str, int], Row]:
    """What stands at the stations of the drafts, by station and number (of a nozzle, any of its mappings)."""
    sheet = SHEETS[table]
    stations = {draft.given.get("station_id") for draft in drafts} - {None}
    number = sheet.key()[1]
    return {(row["station_id"], row[number]): row for row in stored.rows_of(sheet, "station_id", stations)}


def _named(draft: Draft, there: dict[tuple[str, int], Row], column: str, zh: str, en: str) -> Row | None:
    """The equipment that a row names; a fault when the station has none of that number."""
    station_id, number = draft.after.get("station_id"), draft.after.get(column)
    if station_id is None or number is None:
        return None
    found = there.get((station_id, number))
    if found is None and not any(name == "station_id" for name, _, _ in draft.faults):
        draft.fault(
            column,
            f"加油站{station_id}没有{number}号{zh}，请核对编号，或先登记{zh}。",
            f"Station {station_id} has no {en} {number}; check the number, or register the {en} first.",
        )
    return found


def _used_nozzles(drafts: Sequence[Draft]) -> set[tuple[str, int]]:
    stations = {draft.given.get("station_id") for draft in drafts} - {None}
    return {(row["station_id"], row["nozzle_id"]) for row in stored.read(_USED, [list(stations)])}


def _retired(tank: Row, nozzle: Row) -> bool:
    """Whether a nozzle would draw from a tank that is out of use by then (an unlimited one, by now)."""
    since = business_day(nozzle.get("valid_from") or now())
    ended = nozzle.get("retired_on")
    return tank["retired_on"] is not None and tank["retired_on"] <= since and ended is None


def _other_product(draft: Draft, tank: Row) -> None:
    number, held = tank["tank_id"], SHEETS["tanks"].field("product").choice(tank["product"])
    zh, en = (held.zh, held.en) if held else (tank["product"], tank["product"])
    draft.fault(
        "product",
        f"{number}号油罐装的是{zh}，与此枪的油品不一致，请核对罐号和油品。",
        f"Tank {number} holds {en}, not what this nozzle would sell; check the tank and the product.",
    )


def _check_manifolds(drafts: Sequence[Draft]) -> None:
    """Tanks whose levels are shared hold one product."""
    joined = [d for d in once(drafts) if d.after.get("manifold") and d.touches("manifold", "product")]
    if not joined:
        return
    tanks = _equipment("tanks", joined) | {draft.key: draft.after for draft in once(drafts) if draft.whole}
    shared: dict[Any, list[Row]] = defaultdict(list)
    for tank in tanks.values():
        shared[tank["station_id"], tank["manifold"]].append(tank)
    for draft in joined:
        together = shared[draft.after["station_id"], draft.after["manifold"]]
        other = next((tank for tank in together if tank["product"] != draft.after["product"]), None)
        if other is not None:
            draft.fault(
                "manifold",
                f"与{other['tank_id']}号油罐同属连通组“{draft.after['manifold']}”，油品却不同，请核对。",
                f"Tank {other['tank_id']} of manifold “{draft.after['manifold']}” holds another product.",
            )


def _check_line(draft: Draft, tank: Row) -> None:
    height, volume = draft.after["height_mm"], draft.after["volume_l"]
    if height > tank["diameter_mm"] * _OVER:
        draft.fault(
            "height_mm",
            f"高度{height:g}毫米大于罐内径{tank['diameter_mm']:g}毫米，请核对单位（毫米）。",
            f"Height {height:g} mm is above the diameter {tank['diameter_mm']:g} mm; is it in millimetres?",
        )
    if volume > tank["capacity_l"] * _OVER:
        draft.fault(
            "volume_l",
            f"容积{volume:g}升大于标称容量{tank['capacity_l']:g}升，请核对单位（升）。",
            f"Volume {volume:g} L is above the capacity of {tank['capacity_l']:g} L; is it in litres?",
        )


def _check_rising(lines: list[Draft | Row]) -> None:
    if len(lines) == 1 and isinstance(lines[0], Draft):
        lines[0].fault(
            "height_mm",
            "此罐容表只有一行，至少要有两个高度。",
            "This chart has a single line; it needs two heights at least.",
        )
    for lower, upper in pairwise(lines):
        low, high = _line(lower), _line(upper)
        blamed = upper if isinstance(upper, Draft) else lower
        if high["volume_l"] < low["volume_l"] and isinstance(blamed, Draft):
            _falling(blamed, low, high)


def _falling(blamed: Draft, low: Row, high: Row) -> None:
    upper, lower = (f"{line['height_mm']:g}毫米处{line['volume_l']:g}升" for line in (high, low))
    upper_en, lower_en = (f"{line['volume_l']:g} L at {line['height_mm']:g} mm" for line in (high, low))
    blamed.fault(
        "volume_l",
        f"容积不得随高度减少：{upper}，却小于{lower}，请核对。",
        f"The volume may not fall as the height rises: {upper_en} is less than {lower_en}.",
    )


def _line(line: Draft | Row) -> Row:
    return line.after if isinstance(line, Draft) else line


_USED = "SELECT station_id, nozzle_id FROM ledger.nozzle_states WHERE station_id = ANY(%s)"
