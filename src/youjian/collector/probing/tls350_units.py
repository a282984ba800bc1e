"""The units of a console: declared by whoever asks, named by its report, or merely looked like."""

from youjian.collector.probing.report import ProbeError
from youjian.protocols import tls350

_METRIC, _IMPERIAL = tls350.Units("L", "mm", "C"), tls350.Units("gal", "in", "F")
_LITRES = {"L": 1.0, "gal": 3.785411784}
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4}
_NAMES = {"L": "L", "gal": "gallons", "mm": "mm", "cm": "cm", "in": "inches", "C": "°C", "F": "°F"}
_LEAST_MM_TANK, _MOST_INCHES = 300.0, 180.0
_WARM = 45.0
_DIGITS = 3


def declared(text: str | None) -> tls350.Units | None:
    """The units in an option, `metric`, `imperial` or three of them in any order; ProbeError for others."""
    if text is None or text.lower() in ("", "auto"):
        return None
    if text.lower() in ("metric", "imperial"):
        return _METRIC if text.lower() == "metric" else _IMPERIAL
    words = {word.strip().lower() for word in text.split(",")}
    found = tls350.Units(
        next((unit for unit in _LITRES if unit.lower() in words), None),
        next((unit for unit in _MILLIMETRES if unit in words), None),
        next((unit for unit in "CF" if unit.lower() in words), None),
    )
    if None in (found.volume, found.height, found.temperature) or len(words) != 3:
        raise ProbeError(f"option units={text!r}: give metric, imperial or three as in L,mm,C or gal,in,F")
    return found


def decide(
    inventory: tls350.Inventory, shown: tls350.Inventory | None, told: tls350.Units | None
) -> tuple[tls350.Units, list[str]]:
    """The units to read an inventory in, and what is to be known about them."""
    if told is not None:
        return told, [f"units as declared: {_list(told)}"]
    form = (shown or inventory).display
    named = form.units if form else tls350.Units()
    if None not in (named.volume, named.height, named.temperature):
        return named, [f"units as the report names them: {_list(named)}; converted to L, mm and °C"]
    known = [unit for unit in (named.volume, named.height, named.temperature) if unit]
    system = _IMPERIAL if known and set(known) <= {"gal", "in", "F"} else _METRIC
    units = tls350.Units(
        named.volume or system.volume, named.height or system.height, named.temperature or system.temperature
    )
    if known:
        names = ", ".join(_NAMES[unit] for unit in known)
        return units, [
            f"the report names {names}; the rest is ASSUMED to belong to it: {_list(units)}; converted"
        ]
    return units, _assumed(inventory, units)


def _assumed(inventory: tls350.Inventory, units: tls350.Units) -> list[str]:
    notes = [
        f"units are the console's set-up and not in its answer: ASSUMED {_list(units)}, not converted",
    ]
    guess = _looks_imperial(inventory)
    if guess:
        notes.append(
            f"GUESS: {guess} looks like gallons, inches and °F; if so, ask again with units=imperial"
        )
    return notes


def _looks_imperial(inventory: tls350.Inventory) -> str | None:
    """Which figures would be odd in mm and °C, or None: shallow levels in all tanks, or hot fuel."""
    heights = [tank.height for tank in inventory.tanks if tank.height]
    hot = [t.temperature for t in inventory.tanks if t.temperature is not None and t.temperature > _WARM]
    large = [
        tank.volume for tank in inventory.tanks if tank.volume is not None and tank.volume > _LEAST_MM_TANK
    ]
    if heights and large and max(heights) < _MOST_INCHES:
        return f"a height of at most {max(heights):g} with a volume of {max(large):g}"
    if hot and len(hot) * 2 > len(inventory.tanks):
        return f"a temperature of {max(hot):g}"
    return None


def _list(units: tls350.Units) -> str:
    return ", ".join(_NAMES[unit] for unit in (units.volume, units.height, units.temperature) if unit)


def litres(value: float | None, units: tls350.Units) -> float | None:
    """A volume in L."""
    return None if value is None else round(value * _LITRES[units.volume or "L"], _DIGITS)


def millimetres(value: float | None, units: tls350.Units) -> float | None:
    """A height in mm."""
    return None if value is None else round(value * _MILLIMETRES[units.height or "mm"], _DIGITS)


def celsius(value: float | None, units: tls350.Units) -> float | None:
    """A temperature in °C."""
    if value is None:
        return None
    return round((value - 32.0) / 1.8 if units.temperature == "F" else value, _DIGITS)
