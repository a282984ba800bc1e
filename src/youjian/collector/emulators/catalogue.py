"""Which emulators there are, where each stands, and the `[[device]]` section that fits it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from youjian.collector.emulators import modbus
from youjian.collector.emulators.forecourt import FIELDS, ControllerTalk
from youjian.collector.emulators.hj212 import Monitor
from youjian.collector.emulators.serving import PtyLine, Speaker, TcpLine
from youjian.collector.emulators.taxport import TaxPortTalk
from youjian.collector.emulators.tls350 import ConsoleTalk
from youjian.collector.emulators.vapour_soap import SoapMonitorClient
from youjian.collector.emulators.world import World

_STATION = "3602030017"
_PASSWORD = "123456"  # noqa: S105 - an emulator's


class WishError(ValueError):
    """What was asked of an emulator cannot be: which word, and what to write."""


class Line(Protocol):
    """Something that can be unplugged."""

    def close(self) -> None:
        """Unplug it."""
        ...


@dataclass(frozen=True)
class Wish:
    """What an emulator is asked for; `to` is where a device that calls a collector finds it."""

    nozzles: int = 2
    tanks: int = 2
    sales_per_hour: float = 30.0
    flow_ml_s: float = 600.0
    port: int = 0
    pty: bool = False
    to: tuple[str, int] | None = None
    seed: int = 1

    def world(self) -> World:
        """A world of this size."""
        return World(self.nozzles, self.tanks, self.sales_per_hour, self.flow_ml_s, self.seed)


@dataclass(frozen=True)
class Emulated:
    """A device that stands and speaks: its address, its section for a station's file, its world."""

    url: str
    section: str
    line: Line
    world: World = field(repr=False)


def emulate(driver: str, wish: Wish) -> Emulated:
    """Set up an emulator; WishError when there is none of this name or the wish does not fit it."""
    if driver not in EMULATORS:
        raise WishError(f"driver {driver!r} is none of {', '.join(EMULATORS)}")
    return EMULATORS[driver](wish)


def _asked(wish: Wish, speaker: Speaker) -> TcpLine | PtyLine:
    """A line on which the device waits to be asked."""
    if wish.to is not None:
        raise WishError("--to is for devices that call the collector; this one is asked: use --port or --pty")
    return PtyLine(speaker) if wish.pty else TcpLine(speaker, wish.port)


def _tax_port(wish: Wish) -> Emulated:
    world = wish.world()
    line = _asked(wish, lambda: TaxPortTalk(world, world.nozzles))
    nozzles = ", ".join(f"{{ nozzle_id = {n.nozzle_id}, address = {n.nozzle_id} }}" for n in world.nozzles)
    section = _section("taxport", "dispenser 1", line.url, "dispenser_id = 1", f"nozzles = [{nozzles}]")
    return Emulated(line.url, section, line, world)


def _console(wish: Wish) -> Emulated:
    world = wish.world()
    line = _asked(wish, lambda: ConsoleTalk(world))
    tanks = ", ".join(f"{{ number = {t.tank_id}, tank_id = {t.tank_id} }}" for t in world.tanks)
    units = ('volume_unit = "L"', 'height_unit = "mm"', 'temperature_unit = "C"')
    section = _section("tls350", "gauge", line.url, f"tanks = [{tanks}]", *units)
    return Emulated(line.url, section, line, world)


def _monitor(wish: Wish) -> Emulated:
    if wish.pty or wish.to is None:
        raise WishError("the vapour monitor calls the collector: say where it listens, --to HOST:PORT")
    world, (host, port) = wish.world(), wish.to
    monitor = Monitor(world, host, port, mn=_STATION, password=_PASSWORD)
    url = f"tcp-listen://{host}:{port}"
    section = _section("hj212", "vapour monitor", url, f'mn = "{_STATION}"', f'password = "{_PASSWORD}"')
    return Emulated(url, section, monitor, world)


def _probes(wish: Wish) -> Emulated:
    world = wish.world()
    line = _asked(wish, lambda: modbus.probes(world))
    tanks = ", ".join(f"{{ address = {t.tank_id}, tank_id = {t.tank_id} }}" for t in world.tanks)
    return Emulated(line.url, _section("probe", "probes", line.url, f"tanks = [{tanks}]"), line, world)


def _contacts(wish: Wish) -> Emulated:
    world = wish.world()
    line = _asked(wish, lambda: modbus.contacts(world, "rtu" if wish.pty else "tcp"))
    guards = '{ position = "electronics", event = "cover_opened", input = 0, dispenser_id = 1 }'
    section = _section("contacts", "seals", line.url, f"contacts = [{guards}]")
    return Emulated(line.url, section, line, world)


def _controller(wish: Wish) -> Emulated:
    if wish.pty:
        raise WishError("the forecourt controller is reached over TCP: use --port")
    world = wish.world()
    line = _asked(wish, lambda: ControllerTalk(world))
    nozzles = ", ".join(f'{{ nozzle_id = {n.nozzle_id}, source = "{n.nozzle_id}" }}' for n in world.nozzles)
    fields = ", ".join(f'{name} = "{column}"' for name, column in FIELDS.items())
    lines = ('format = "json"', f"fields = {{ {fields} }}", f"nozzles = [{nozzles}]")
    return Emulated(line.url, _section("forecourt", "controller", line.url, *lines), line, world)


def _soap_monitor(wish: Wish) -> Emulated:
    if wish.pty or wish.to is None:
        raise WishError("the vapour monitor calls the collector: say where it listens, --to HOST:PORT")
    world, (host, port) = wish.world(), wish.to
    monitor = SoapMonitorClient(world, host, port, user_id=_STATION)
    url = f"http-listen://{host}:{port}"
    section = _section("vapour-soap", "vapour monitor", url, f'user_id = "{_STATION}"')
    return Emulated(url, section, monitor, world)


def _section(driver: str, name: str, url: str, *lines: str) -> str:
    head = ("[[device]]", f'driver = "{driver}"', f'name = "{name}"', f'url = "{url}"')
    return "\n".join((*head, *lines)) + "\n"


EMULATORS: dict[str, Callable[[Wish], Emulated]] = {
    "taxport": _tax_port,
    "tls350": _console,
    "hj212": _monitor,
    "probe": _probes,
    "contacts": _contacts,
    "forecourt": _controller,
    "vapour-soap": _soap_monitor,
}
