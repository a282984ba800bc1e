"""A TLS-350 tank gauge: all tanks every interval, units as declared, the console's clock observed.

Reads only: every command passes `tls350.check_outgoing` where it leaves. A reading that cannot be right
(invalid height flag, height outside the tank, probe at 85.0 °C) is a fault, told once, and never stored.
Beside each inventory one more question is asked when it is due: alarms, the last delivery, and what gives
away a changed chart or an exchanged gauge.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from youjian.collector.desk import Desk
from youjian.collector.drivers import tls350_evidence as evidence
from youjian.collector.drivers.gauge_faults import Faults
from youjian.collector.drivers.port import SilentError
from youjian.collector.drivers.tls350_agenda import Agenda, Question
from youjian.collector.drivers.tls350_checks import fault_of, fits_chart, gauge_faults, level_of
from youjian.collector.drivers.tls350_line import Answer, Manner, ask
from youjian.collector.settings.tls350 import TankGauge
from youjian.collector.transport import Transport, TransportError
from youjian.contract.fields import SHANGHAI, EventCode
from youjian.contract.records import DeviceEvent, TankReading
from youjian.protocols import tls350

log = logging.getLogger(__name__)
_TERMINATORS = {"crlf": b"\r\n", "lf": b"\n", "cr": b"\r", "none": b""}
_HALF_REPORTS = 2
"""So often a report that breaks off before a tank is put down to the line."""
_JUMP_LASTS = timedelta(minutes=5)
_RECONCILIATION = "iC01"
_LETTERS = {"auto": "iI", "computer": "i", "display": "I"}


class GaugeDriver:
    """One console with its tanks."""

    def __init__(self, settings: TankGauge, desk: Desk) -> None:
        self.name = settings.name
        self.poll_s = settings.poll_s
        self.devices: Sequence[str] = [f"tank:{tank.tank_id}" for tank in settings.tanks]
        self._settings = settings
        self._desk = desk
        self._manner = Manner(
            terminator=_TERMINATORS[settings.terminator],
            etx=settings.etx,
            security_code=settings.security_code,
            timeout_s=settings.timeout_s,
            idle_s=min(settings.idle_s, settings.timeout_s),
        )
        self._tanks = {tank.number: tank for tank in settings.tanks}
        self._letters = _LETTERS[settings.format]
        self._line: Transport | None = None
        self._agenda = Agenda(list(self._tanks), settings.alarms_s, settings.evidence_h)
        self._note = f"gauge {settings.name}"
        self._known = evidence.decode(desk.outbox.note(self._note))
        self._faults = Faults(desk)
        self._alarms: dict[int, set[str]] = {}
        self._charts: dict[int, tls350.TankChart] = {}
        self._half = False
        self._missing: Counter[int] = Counter()
        self._jumped_at: datetime | None = None
        self._unloading: set[int] = set()
        self._drops: list[tls350.TankDeliveries] = []

    def poll(self, line: Transport) -> None:
        """Read all tanks once, then ask one thing more; SilentError when there is no usable inventory."""
        if line is not self._line:
            self._line = line
            self._agenda.reconnected(self._desk.now())
        inventory = self._inventory(line)
        self._took(inventory, self._desk.now())
        self._look_for_missing(inventory)
        question = self._agenda.next(self._desk.now())
        if question is not None:
            self._ask_beside(line, question)

    # the inventory

    def _inventory(self, line: Transport) -> tls350.Inventory:
        """The inventory in the format that answered last, or in the other one."""
        self._half = False
        problems: list[str] = []
        for letter in self._letters:
            answer = self._asked(line, f"{letter}201")
            reply = answer.reply
            if isinstance(reply, tls350.Inventory):
                self._prefer(letter)
                self._half = answer.message is not None and answer.message.unterminated
                return reply
            problems.append(f"{letter}201: {_problem(answer)}")
            if answer.error is not None and letter == "i" and (single := self._one_by_one(line)):
                return single
        raise SilentError("no inventory; " + "; ".join(problems))

    def _prefer(self, letter: str) -> None:
        """Ask in this format first from now on."""
        self._letters = letter + self._letters.replace(letter, "")

    def _one_by_one(self, line: Transport) -> tls350.Inventory | None:
        """Tank by tank, when the answer for all is damaged: what spoils one is not lost for the others."""
        found: list[tls350.Inventory] = []
        for number in self._tanks:
            answer = self._asked(line, "i201", number)
            if isinstance(answer.reply, tls350.Inventory):
                found.append(answer.reply)
            elif answer.silent:
                break
        if not found:
            return None
        self._desk.board.count("tls350_one_by_one")
        tanks = {tank.tank: tank for inventory in found for tank in inventory.tanks}
        return tls350.Inventory(at=found[-1].at, tanks=[tanks[number] for number in sorted(tanks)])

    def _asked(self, line: Transport, function: str, device: int = 0) -> Answer:
        near = self._desk.now().astimezone(SHANGHAI).replace(tzinfo=None)
        answer = ask(line, function, device, manner=self._manner, near=near)
        for name, count in answer.deviations.items():
            self._desk.board.count(f"tls350_{name}", count)
        if answer.error is not None:
            self._desk.board.count(f"tls350_{answer.error.reason}")
            self._keep(answer.raw, f"{function}{device:02d} not readable: {answer.error}")
        return answer

    def _keep(self, raw: bytes, why: str) -> None:
        self._desk.frames.keep(self.name, self._desk.now(), "in", raw, why)

    def _took(self, inventory: tls350.Inventory, at: datetime) -> None:
        readings = [reading for tank in inventory.tanks if (reading := self._reading(tank, at))]
        self._desk.store(readings)
        self._watch_clock(inventory.at, at)
        self._watch_units(inventory)
        self._watch_deliveries(inventory)

    def _look_for_missing(self, inventory: tls350.Inventory) -> None:
        """Tanks that the console does not tell; a report without its end may have broken off before them."""
        seen = {tank.tank for tank in inventory.tanks}
        for number, tank in self._tanks.items():
            self._missing[number] = 0 if number in seen else self._missing[number] + 1
            if self._missing[number] > (_HALF_REPORTS if self._half else 0):
                self._faults.tell(tank.tank_id, "no data: the console has none for this tank")
            elif number not in seen:
                self._desk.board.count("tls350_half_report")

    def _reading(self, tank: tls350.TankInventory, at: datetime) -> TankReading | None:
        mapped = self._tanks.get(tank.tank)
        if mapped is None:
            self._desk.board.count("tls350_unmapped_tank")
            return None
        level = level_of(tank, self._settings)
        fault = fault_of(tank, level, mapped)
        if fault is not None or level is None:
            self._faults.tell(mapped.tank_id, fault or "no level")
            return None
        chart = self._charts.get(tank.tank)
        if chart is not None and not fits_chart(tank, chart):
            self._desk.board.count("tls350_chart_mismatch")
        self._faults.mended(mapped.tank_id)
        return TankReading(
            station_id=self._desk.station_id,
            tank_id=mapped.tank_id,
            at=at,
            product_mm=level.product_mm,
            water_mm=level.water_mm,
            temp_c=level.temp_c,
            volume_l=level.volume_l,
        )

    # what is watched beside the levels

    def _watch_clock(self, shown: datetime | None, at: datetime) -> None:
        """Show the console's clock against ours; tell a jump of it against the platform's that has lasted.

        Ours may jump as well: only once the platform has told its time is it known who did.
        """
        if shown is None:
            return
        offset = (shown.replace(tzinfo=SHANGHAI) - at).total_seconds()
        self._desk.board.fact(f"{self.name} clock offset, s (console shows minutes only)", round(offset))
        ours = self._desk.board.clock_offset_s
        if ours is None:
            return
        after, jump = evidence.tick(self._known, offset + ours, self._settings.clock_jump_s)
        if jump is not None and not self._lasts(at):
            return
        self._jumped_at = None
        if after is not self._known:
            self._remember(after, [] if jump is None else [evidence.Change(0, "clock_set", jump)])

    def _lasts(self, at: datetime) -> bool:
        """Whether the jump was seen for the first time long enough ago."""
        self._jumped_at = min(self._jumped_at or at, at)
        return at - self._jumped_at >= _JUMP_LASTS

    def _watch_units(self, inventory: tls350.Inventory) -> None:
        """A display report that names other units than the file declares: counted and shown."""
        named = inventory.display.units if inventory.display else tls350.Units()
        settings = self._settings
        declared = {
            named.volume: settings.volume_unit,
            named.height: settings.height_unit,
            named.temperature: settings.temperature_unit,
        }
        others = [f"{told}, declared {unit}" for told, unit in declared.items() if told not in (None, unit)]
        if others:
            self._desk.board.count("tls350_units_contradict")
            self._desk.board.fact(f"{self.name} names other units", "; ".join(others))

    def _watch_deliveries(self, inventory: tls350.Inventory) -> None:
        unloading = {tank.tank for tank in inventory.tanks if tank.delivery_in_progress}
        if self._unloading - unloading:
            self._agenda.delivered(self._desk.now())
        self._unloading = unloading

    def _ask_beside(self, line: Transport, question: Question) -> None:
        """One question more; its failure never fails the poll, a line that breaks does.

        A console that speaks display format only is asked for its alarms alone.
        """
        function = question.function
        if self._letters[0] == "I":
            if function != "i205":
                self._agenda.unknown(question, self._desk.now())
                return
            function = "I205"
        try:
            answer = self._asked(line, function, question.device)
        except TransportError:
            self._agenda.unknown(question, self._desk.now())
            raise
        now = self._desk.now()
        if answer.unknown:
            self._agenda.unknown(question, now)
        elif answer.reply is None:
            self._agenda.failed(question, now)
        else:
            self._agenda.answered(question, now)
            self._heard(answer.reply, answer.raw)

    def _heard(self, reply: tls350.Reply, raw: bytes) -> None:
        faults = gauge_faults(reply)
        if faults is not None:
            self._alarmed(faults)
            return
        if isinstance(reply, tls350.Charts):
            self._charts |= {chart.tank: chart for chart in reply.tanks}
        if isinstance(reply, tls350.Deliveries):
            self._delivered(reply, raw)
        if isinstance(reply, tls350.OtherReply) and reply.function == _RECONCILIATION:
            self._keep(raw, "the console's own daily reconciliation")
        after, changes = evidence.learn(self._known, reply)
        if after != self._known:
            self._remember(after, changes)
            self._keep(raw, "; ".join(f"{change.code}: {change.detail}" for change in changes) or "evidence")

    def _alarmed(self, faults: dict[int, set[str]]) -> None:
        """Tell each alarm that stands for a broken gauge once, until it has cleared."""
        for number, mapped in self._tanks.items():
            now, before = faults.get(number, set()), self._alarms.get(number, set())
            for kind in sorted(now - before):
                self._desk.event([f"tank:{mapped.tank_id}"], "gauge_fault", f"{kind}: alarm of the console")
            self._alarms[number] = now
        active = [f"tank {number}: {kind}" for number, kinds in faults.items() for kind in sorted(kinds)]
        self._desk.board.fact(f"{self.name} alarms", active)

    def _delivered(self, reply: tls350.Deliveries, raw: bytes) -> None:
        """What the gauge saw of the last deliveries: shown, and kept as sent; records come from documents."""
        if reply.tanks == self._drops:
            return
        self._drops = reply.tanks
        for tank in reply.tanks:
            for drop in tank.deliveries[:1]:
                shown = f"{drop.end:%Y-%m-%d %H:%M} {drop.gross_increase:+.0f} {self._settings.volume_unit}"
                self._desk.board.fact(f"{self.name} last delivery of tank {tank.tank}", shown)
        self._keep(raw, "the gauge's own view of deliveries")

    def _remember(self, after: evidence.Evidence, changes: Iterable[evidence.Change]) -> None:
        """Store the new state and the events it means, together, so that a restart does not repeat them."""
        at, events = self._desk.now(), list[DeviceEvent]()
        for change in changes:
            for device in self._devices_of(change.number):
                events.append(self._event(device, change.code, change.detail, at))
                log.warning("%s: %s %s: %s", self._desk.station_id, device, change.code, change.detail)
        self._desk.store(events, notes={self._note: msgspec.json.encode(after).decode()})
        self._known = after

    def _devices_of(self, number: int) -> Sequence[str]:
        if number == 0:
            return self.devices
        return [f"tank:{self._tanks[number].tank_id}"] if number in self._tanks else []

    def _event(self, device: str, code: EventCode, detail: str, at: datetime) -> DeviceEvent:
        return DeviceEvent(station_id=self._desk.station_id, device=device, at=at, code=code, detail=detail)


def _problem(answer: Answer) -> str:
    if answer.error is not None:
        return str(answer.error)
    if answer.reply is not None:
        return f"answered {type(answer.reply).__name__}"
    return "silence"
