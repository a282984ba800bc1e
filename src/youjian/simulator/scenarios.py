"""What can be switched on at a station that lives, and what each shows."""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from youjian.simulator.model import StationModel
from youjian.simulator.records import moment
from youjian.simulator.state import Fill, Scenario, ScenarioName


@dataclass(frozen=True)
class Described:
    """A scenario's name, what it does and what should come of it."""

    name: ScenarioName
    does: str
    shows: str


CATALOGUE: dict[str, Described] = {
    entry.name: entry
    for entry in (
        Described(
            "hidden-sale",
            "--litres leave a nozzle, the totalizer moves, no record is made; an honest customer follows",
            "fuelling.totalizer_gap with the next record, stock.hidden_sales in time",
        ),
        Described(
            "short-measure",
            "a nozzle's meter shows --percent more than it delivers, for --minutes (0: until the end)",
            "meter.bias after days",
        ),
        Described(
            "unrecorded-delivery",
            "a truck unloads --litres into a tank without a document",
            "stock.unrecorded_delivery",
        ),
        Described(
            "totalizer-reset",
            "a nozzle's totals go back to zero",
            "dispenser.tampered at once, fuelling.totalizer_reset with the next record",
        ),
        Described(
            "board-swap",
            "a nozzle gets another main board: other factory number, totals from zero",
            "dispenser.tampered at once, fuelling.totalizer_reset with the next record",
        ),
        Described("gauge-frozen", "a tank's gauge repeats its last reading for --minutes", "gauge.frozen"),
        Described(
            "port-silent",
            "a dispenser's tax port answers nothing for --minutes",
            "collector events, total_diff",
        ),
        Described("all-clear", "ends every lasting scenario of the station", "nothing new from then on"),
    )
}


class Injection(Struct, forbid_unknown_fields=True):
    """What somebody asks for; subjects that are not named are chosen."""

    scenario: str
    station: str
    nozzle: int | None = None
    tank: int | None = None
    dispenser: int | None = None
    litres: float = 30.0
    percent: float = 2.0
    minutes: float = 10.0
    next_sale_in: float = 10.0


class Injected(Struct):
    """What was done: the label for the log and, for a hidden sale, the fuelling that left no record."""

    label: dict[str, Any]
    fill: Fill | None = None


def inject(model: StationModel, wanted: Injection) -> Injected:
    """Switch a scenario on now; raises ValueError when it or its subject is unknown or impossible."""
    if wanted.scenario not in CATALOGUE:
        raise ValueError(f"no scenario {wanted.scenario!r}; there are {', '.join(CATALOGUE)}")
    if wanted.litres <= 0 or wanted.minutes < 0 or wanted.next_sale_in < 0:
        raise ValueError("litres must be above 0, minutes and next-sale-in not below 0")
    done = _DOERS[wanted.scenario](model, wanted)
    done.label = {
        "station": wanted.station,
        "label_id": f"{wanted.station}-{wanted.scenario}-{round(model.at * 1000)}",
        "scenario": wanted.scenario,
        "at": moment(model.at).isoformat(),
        **done.label,
    }
    return done


def _hidden_sale(model: StationModel, wanted: Injection) -> Injected:
    nozzle_id = _nozzle(model, wanted)
    before = model.state.nozzles[nozzle_id].totalizer_ml
    volume_ml = round(wanted.litres * 100) * 10
    fill = model.hide_sale(nozzle_id, volume_ml, wanted.next_sale_in)
    totals = {"totalizer_before_ml": before, "totalizer_after_ml": fill.totalizer_ml}
    return Injected({"subject": f"nozzle:{nozzle_id}", "volume_ml": volume_ml, **totals}, fill)


def _short_measure(model: StationModel, wanted: Injection) -> Injected:
    subject = f"nozzle:{_nozzle(model, wanted)}"
    _switch_on(model, wanted, subject, {"meter_error": wanted.percent / 100})
    return Injected(
        {"subject": subject, "meter_error": wanted.percent / 100, "ends_at": _ends_text(model, wanted)}
    )


def _unrecorded_delivery(model: StationModel, wanted: Injection) -> Injected:
    tank_id = _tank(model, wanted)
    unloading = model.unload(tank_id, wanted.litres, documented=False)
    return Injected(
        {
            "subject": f"tank:{tank_id}",
            "net20_l": wanted.litres,
            "ends_at": moment(unloading.ends_at).isoformat(),
        }
    )


def _totalizer_reset(model: StationModel, wanted: Injection) -> Injected:
    nozzle_id = _nozzle(model, wanted)
    nozzle = model.state.nozzles[nozzle_id]
    label = {"subject": f"nozzle:{nozzle_id}", "totalizer_before_ml": nozzle.totalizer_ml}
    nozzle.totalizer_ml = nozzle.totalizer_fen = 0
    return Injected(label)


def _board_swap(model: StationModel, wanted: Injection) -> Injected:
    done = _totalizer_reset(model, wanted)
    nozzle = model.state.nozzles[_nozzle(model, wanted)]
    before = nozzle.factory_no
    nozzle.factory_no = f"YX{(int(before[2:]) + 10_000_019) % 10**8:08d}"
    return Injected({**done.label, "factory_no_before": before, "factory_no_after": nozzle.factory_no})


def _gauge_frozen(model: StationModel, wanted: Injection) -> Injected:
    tank_id = _tank(model, wanted)
    reading = model.gauge(tank_id)
    figures = {"product_mm": reading.product_mm, "temp_c": reading.temp_c}
    _switch_on(model, wanted, f"tank:{tank_id}", figures)
    return Injected({"subject": f"tank:{tank_id}", "ends_at": _ends_text(model, wanted), **figures})


def _port_silent(model: StationModel, wanted: Injection) -> Injected:
    dispensers = model.physics.plan.dispensers
    dispenser = next(iter(dispensers)) if wanted.dispenser is None else wanted.dispenser
    if dispenser not in dispensers:
        raise ValueError(f"station {wanted.station} has no dispenser {dispenser}")
    _switch_on(model, wanted, f"dispenser:{dispenser}", {})
    return Injected({"subject": f"dispenser:{dispenser}", "ends_at": _ends_text(model, wanted)})


def _all_clear(model: StationModel, _wanted: Injection) -> Injected:
    ended = [scenario.scenario_id for scenario in model.state.scenarios]
    model.state.scenarios = []
    return Injected({"subject": "station", "ended": ended})


_DOERS = {
    "hidden-sale": _hidden_sale,
    "short-measure": _short_measure,
    "unrecorded-delivery": _unrecorded_delivery,
    "totalizer-reset": _totalizer_reset,
    "board-swap": _board_swap,
    "gauge-frozen": _gauge_frozen,
    "port-silent": _port_silent,
    "all-clear": _all_clear,
}


def _switch_on(model: StationModel, wanted: Injection, subject: str, figures: dict[str, float]) -> None:
    """Put a scenario that lasts in force, in place of an earlier one of the same name and subject."""
    name = CATALOGUE[wanted.scenario].name
    kept = [s for s in model.state.scenarios if not (s.name == name and s.subject == subject)]
    scenario_id = f"{wanted.station}-{name}-{round(model.at * 1000)}"
    model.state.scenarios = [
        *kept,
        Scenario(scenario_id, name, subject, model.at, _ends(model, wanted), figures),
    ]


def _ends(model: StationModel, wanted: Injection) -> float | None:
    return model.at + wanted.minutes * 60 if wanted.minutes else None


def _ends_text(model: StationModel, wanted: Injection) -> str | None:
    ends = _ends(model, wanted)
    return None if ends is None else moment(ends).isoformat()


def _nozzle(model: StationModel, wanted: Injection) -> int:
    """The nozzle asked for, else the first idle one."""
    nozzles = model.state.nozzles
    if wanted.nozzle is None:
        idle = [nozzle_id for nozzle_id, nozzle in sorted(nozzles.items()) if nozzle.customer is None]
        wanted.nozzle = idle[0] if idle else min(nozzles)
    if wanted.nozzle not in nozzles:
        raise ValueError(f"station {wanted.station} has no nozzle {wanted.nozzle}")
    return wanted.nozzle


def _tank(model: StationModel, wanted: Injection) -> int:
    tank_id = min(model.state.tanks) if wanted.tank is None else wanted.tank
    if tank_id not in model.state.tanks:
        raise ValueError(f"station {wanted.station} has no tank {tank_id}")
    return tank_id
