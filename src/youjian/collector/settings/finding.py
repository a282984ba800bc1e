"""Which device of a station's file is meant by a name, be it the file's own or the contract's."""

from collections.abc import Iterable

from youjian.collector.orders.words import both
from youjian.collector.settings.base import DeviceSection


def covered(section: DeviceSection) -> tuple[str, ...]:
    """The contract's names of what a device makes records or states of, as `nozzle:3`."""
    dispenser = getattr(section, "dispenser_id", None)
    found = [f"dispenser:{dispenser}"] if dispenser is not None else []
    found += [f"nozzle:{number}" for number in section.nozzle_ids]
    found += [f"tank:{number}" for number in section.tank_ids]
    return tuple(found) or (("vapour",) if getattr(section, "role", "") == "vapour" else ())


def section_of(sections: Iterable[DeviceSection], device: str) -> DeviceSection:
    """The device of the file with this name, else the one that covers it; LookupError names all there are."""
    known = list(sections)
    named = [section for section in known if section.name == device]
    found = named or [section for section in known if device in covered(section)]
    if not found:
        there = ", ".join(dict.fromkeys(name for s in known for name in (s.name, *covered(s))))
        raise LookupError(
            both(
                f"本站没有设备{device[:64]!r}，有：{there}",
                f"this station has no device {device[:64]!r}; it has {there}",
            )
        )
    return found[0]
