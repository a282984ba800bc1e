"""Deliveries and trips as people give them, read as contract records. Pure: values in, drafts out."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from youjian.bureau.supply.drafts import PaperDraft, thousandths
from youjian.bureau.supply.surroundings import Surroundings, TankHere
from youjian.contract.fields import business_day
from youjian.contract.records import Delivery, Trip
from youjian.detection.books.products import family
from youjian.fuel.correction import vcf20, volume20_of_mass_l

AHEAD = timedelta(minutes=15)
"""How far a clock of who writes a paper may be before ours."""
_OLDEST = date(2000, 1, 1)
Read = Callable[[Mapping[str, Any], Surroundings], PaperDraft]


def read_delivery(given: Mapping[str, Any], around: Surroundings) -> PaperDraft:
    """A delivery document; stock goes by density and temperature, never by the statutory factors."""
    draft = PaperDraft(given)
    station_id = station_there(draft, "station_id", around)
    delivery_id, product = draft.need("delivery_id", "进油单号"), draft.need("product", "油品")
    delivered_at = past_moment(draft, "delivered_at", "卸油时间", around)
    tank = _tank(draft, station_id, product, around) if product else None
    density = draft.density() or (_density(draft, tank, product, around) if product else None)
    temp = draft.celsius("temp_c")
    litres = _delivered(draft, density, temp)
    supplier = _supplier(draft, around)
    if litres and density and station_id and delivered_at and not draft.faults:
        volume, reference, at_temp = litres
        draft.record = Delivery(
            station_id=station_id,
            delivery_id=delivery_id,
            tank_id=draft.get("tank_id"),
            product=product,
            delivered_at=delivered_at,
            documented_volume_ml=volume,
            reference=reference,
            density20_kg_m3=density,
            temp_c=at_temp,
            supplier_uscc=supplier,
            waybill_no=draft.get("waybill_no"),
            invoice_no=draft.get("invoice_no"),
        )
    return draft


def read_trip(given: Mapping[str, Any], around: Surroundings) -> PaperDraft:
    """One consignee's part of a tanker's journey."""
    draft = PaperDraft(given)
    station_id = station_there(draft, "consignee_station_id", around)
    needed = {n: draft.need(n, zh) for n, zh in (("waybill_no", "运单号"), ("plate_no", "车牌号"))}
    product, place = draft.need("product", "油品"), draft.need("loading_place", "装车地点")
    loaded_at = past_moment(draft, "loaded_at", "装车时间", around)
    unloaded_at = past_moment(draft, "unloaded_at", "", around) if draft.get("unloaded_at") else None
    if loaded_at and unloaded_at and unloaded_at < loaded_at:
        draft.fault("unloaded_at", "卸油时间早于装车时间，请核对。", "Unloaded before it was loaded; check.")
    density, temp = draft.density(), draft.celsius("loaded_temp_c")
    loaded = _loaded(draft, density or (around.codes.usual_density20(product) if product else None), temp)
    unloaded, unloaded_temp = draft.millilitres("unloaded_l"), draft.celsius("unloaded_temp_c")
    if loaded and station_id and loaded_at and not draft.faults:
        draft.record = Trip(
            **needed,
            consignee_station_id=station_id,
            product=product,
            loaded_ml=loaded,
            loaded_at=loaded_at,
            loaded_temp_c=temp,
            loading_place=place,
            unloaded_at=unloaded_at,
            unloaded_ml=unloaded,
            unloaded_temp_c=unloaded_temp,
            density20_kg_m3=density,
        )
    return draft


def station_there(draft: PaperDraft, name: str, around: Surroundings) -> str | None:
    """The station that a column names; it has to be within the writer's scope."""
    station_id = draft.need(name, "加油站")
    if station_id is None or station_id in around.stations:
        return station_id
    draft.fault(
        name,
        f"没有加油站{station_id}，或不在您的管辖范围内，请核对编号。",
        f"Station {station_id} does not exist or lies outside your scope; check the number.",
    )
    return None


def past_moment(draft: PaperDraft, name: str, zh: str, around: Surroundings) -> datetime | None:
    """A moment that is not still to come."""
    moment: datetime | None = draft.need(name, zh)
    if moment is None:
        return None
    if moment > around.moment + AHEAD:
        draft.fault(name, "时间还没有到，请核对。", "This is still to come; please check.")
        return None
    if business_day(moment) < _OLDEST:
        draft.fault(name, "时间过早，请核对年份。", "This is too long ago; check the year.")
        return None
    return moment


def _tank(draft: PaperDraft, station_id: str | None, product: str, around: Surroundings) -> TankHere | None:
    number = draft.get("tank_id")
    if number is None or station_id is None:
        return None
    tank = next((one for one in around.tanks.get(station_id, ()) if one.tank_id == number), None)
    if tank is None:
        draft.fault("tank_id", f"该站没有{number}号油罐，请核对。", f"The station has no tank {number}.")
    elif family(tank.product) != family(product):
        draft.fault(
            "tank_id",
            f"{number}号油罐登记的油品是{tank.product}，与单据的{product}不一致，请核对。",
            f"Tank {number} holds {tank.product}, the paper says {product}; please check.",
        )
    return tank


def _density(draft: PaperDraft, tank: TankHere | None, product: str, around: Surroundings) -> float | None:
    if draft.get("density20_kg_m3") is not None:
        return None
    density = tank.density20 if tank else around.codes.usual_density20(product)
    whose = ("该罐登记", "the tank's") if tank else ("该品号常用", "the usual")
    draft.note(
        "density20_kg_m3",
        f"没有填写密度，采用{whose[0]}密度{density:g}kg/m³",
        f"no density given: {whose[1]} {density:g} kg/m³ is taken",
    )
    return density


def _delivered(draft: PaperDraft, density: float | None, temp: float | None) -> tuple[int, Any, float] | None:
    """Millilitres with their reference and temperature, from the one quantity that was given."""
    given = [name for name in ("volume_l", "volume20_l", "mass_kg") if draft.get(name) is not None]
    if len(given) != 1:
        _refuse_quantities(draft, given)
        return None
    if given == ["mass_kg"]:
        return _weighed(draft, density, temp)
    volume = draft.millilitres(given[0])
    reference = "20" if given == ["volume20_l"] else draft.get("reference") or "ambient"
    if given == ["volume20_l"] and draft.get("reference") not in (None, "20"):
        draft.fault("reference", "20℃升数的口径只能是20℃。", "Litres at 20 °C are at 20 °C.")
    if reference == "ambient" and temp is None and draft.get("temp_c") is None:
        draft.fault("temp_c", "常温升数须填写温度。", "Ambient litres need a temperature.")
    if volume is None or (reference == "ambient" and temp is None):
        return None
    return volume, reference, float(reference) if temp is None else temp


def _weighed(draft: PaperDraft, density: float | None, temp: float | None) -> tuple[int, Any, float] | None:
    mass = draft.kilograms()
    if mass is None or density is None:
        return None
    litres = volume20_of_mass_l(float(mass), density)
    draft.basis = "density"
    draft.note(
        "mass_kg",
        f"按密度{density:g}kg/m³折合20℃升数{litres:,.0f}升",
        f"{litres:,.0f} L at 20 °C by {density:g} kg/m³",
    )
    return thousandths(round(litres, 3)), "20", 20.0 if temp is None else temp


def _refuse_quantities(draft: PaperDraft, given: list[str]) -> None:
    if given:
        draft.fault(
            given[1],
            "升数、20℃升数、重量只填一项。",
            "Give one of litres, litres at 20 °C and mass.",
        )
    else:
        draft.fault("volume_l", "请填写升数、20℃升数或重量。", "Give litres, litres at 20 °C or the mass.")


def _loaded(draft: PaperDraft, density: float | None, temp: float | None) -> int | None:
    """Ambient millilitres that were loaded."""
    if draft.get("loaded_l") is not None and draft.get("mass_kg") is not None:
        draft.fault("mass_kg", "装车升数和重量只填一项。", "Give litres or mass, not both.")
        return None
    if draft.get("mass_kg") is None:
        if draft.get("loaded_l") is None:
            draft.fault("loaded_l", "请填写装车升数或重量。", "Give the litres loaded, or the mass.")
        return draft.millilitres("loaded_l")
    mass = draft.kilograms()
    if mass is None or density is None:
        return None
    if temp is None:
        draft.fault("loaded_temp_c", "只有重量时须填写装车温度。", "A mass needs the temperature of loading.")
        return None
    litres = volume20_of_mass_l(float(mass), density) / vcf20(density, temp)
    draft.basis = "density"
    draft.note(
        "mass_kg",
        f"按密度{density:g}kg/m³、{temp:g}℃折合常温升数{litres:,.0f}升",
        f"{litres:,.0f} ambient litres by {density:g} kg/m³ at {temp:g} °C",
    )
    return thousandths(round(litres, 3))


def _supplier(draft: PaperDraft, around: Surroundings) -> str | None:
    code, name = draft.credit_code("supplier_uscc"), draft.get("supplier_name")
    if code or draft.get("supplier_uscc") or not name:
        return code
    known = around.companies.get(name)
    if known is None:
        draft.note(
            "supplier_name",
            f"档案中没有“{name}”，名称只留在录入记录里；填写信用代码才能按供油单位统计",
            f"The register has no “{name}”; give its credit code to have it counted",
        )
    return known
