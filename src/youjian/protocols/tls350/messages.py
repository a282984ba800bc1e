"""What a console reports. Volumes, heights and temperatures are in the console's own configured units.

Times are naive: console-local minutes whose zone and offset the collector knows and the frame does not tell.
"""

from datetime import datetime
from itertools import pairwise
from typing import Literal

from msgspec import Struct

TANK = "02"
TANK_ALARMS = {
    "01": "tank set-up data", "02": "tank leak", "03": "high water", "04": "overfill", "05": "low product",
    "06": "sudden loss", "07": "high product", "08": "invalid fuel level", "09": "probe out",
    "10": "high water warning", "11": "delivery needed", "12": "maximum product", "13": "gross test failed",
    "14": "periodic test failed", "15": "annual test failed",
    "16": "periodic test due", "17": "periodic test due",
    "18": "annual test due", "19": "annual test due", "20": "test active", "21": "no idle time",
    "22": "siphon break", "23": "rate increase", "24": "chart calibration", "25": "reconciliation",
    "26": "reconciliation", "27": "cold temperature", "28": "delivery ticket missing", "29": "gross leak",
    "30": "density",
}  # fmt: skip
"""Tank alarm types of i101 and i205, decimal as in the manual."""


class Units(Struct, frozen=True):
    """The units that a display report names; None where it names none, as most do."""

    volume: str | None = None
    height: str | None = None
    temperature: str | None = None


class DisplayForm(Struct, frozen=True):
    """How a display-format answer was laid out, so that it can be written again.

    `assumed` says that the table had no headings and its columns were taken in the usual order.
    """

    style: Literal["console", "emulator", "bare"]
    title: str = ""
    units: Units = Units()
    assumed: bool = False


class DisplayReport(Struct, frozen=True, kw_only=True):
    """A display report that is text for people: I101, I205, I902. `lines` are those after the time."""

    function: str
    device: int = 0
    at: datetime | None
    lines: list[str]


class TankInventory(Struct, frozen=True, kw_only=True):
    """One tank of i201; a value is None where the console has none (`?`, a float that is no number, a dash).

    `extra` holds floats after the seven known ones, `label` is of the display format.
    """

    tank: int
    product: str = "1"
    status: int = 0
    volume: float | None
    tc_volume: float | None
    ullage: float | None
    height: float | None
    water: float | None
    temperature: float | None
    water_volume: float | None = None
    label: str | None = None
    extra: tuple[float | None, ...] = ()

    @property
    def delivery_in_progress(self) -> bool:
        """Status bit 1."""
        return bool(self.status & 1)

    @property
    def leak_test_in_progress(self) -> bool:
        """Status bit 2."""
        return bool(self.status & 2)

    @property
    def invalid_height(self) -> bool:
        """Status bit 3: the level cannot be trusted."""
        return bool(self.status & 4)


class Inventory(Struct, frozen=True, kw_only=True):
    """i201 or I201. Tanks in `inactive` were answered with question marks: no data."""

    function: str = "i201"
    device: int = 0
    at: datetime | None
    tanks: list[TankInventory]
    inactive: list[int] = []
    display: DisplayForm | None = None


class Alarm(Struct, frozen=True, kw_only=True):
    """An active alarm. Codes stay as sent: one that is no known decimal number is reported, not guessed."""

    category: str
    code: str
    device: int

    @property
    def meaning(self) -> str | None:
        """The manual's words for a tank alarm, or None."""
        return TANK_ALARMS.get(self.code) if self.category == TANK else None


class Alarms(Struct, frozen=True, kw_only=True):
    """i101 (all alarms) or i205 (tank by tank; `tanks` lists those that answered, alarms or none)."""

    function: str
    device: int = 0
    at: datetime | None
    alarms: list[Alarm]
    tanks: list[int] = []


class TankDelivery(Struct, frozen=True, kw_only=True):
    """A delivery as the gauge saw it; the increase leaves out what was sold during the drop."""

    start: datetime
    end: datetime
    start_volume: float
    start_tc_volume: float
    start_water: float
    start_temperature: float
    end_volume: float
    end_tc_volume: float
    end_water: float
    end_temperature: float
    start_height: float
    end_height: float
    extra: tuple[float, ...] = ()

    @property
    def gross_increase(self) -> float:
        """End volume minus start volume."""
        return self.end_volume - self.start_volume


class TankDeliveries(Struct, frozen=True, kw_only=True):
    """The deliveries of one tank, as many as the console keeps."""

    tank: int
    product: str
    deliveries: list[TankDelivery]


class Deliveries(Struct, frozen=True, kw_only=True):
    """i202 (all kept) or i20C (the last one)."""

    function: str
    device: int = 0
    at: datetime | None
    tanks: list[TankDeliveries]
    inactive: list[int] = []


class PastAlarm(Struct, frozen=True):
    """An alarm of i206; the code is four hex digits (0006 sudden loss, 000B delivery needed)."""

    at: datetime
    code: int

    @property
    def meaning(self) -> str | None:
        """The manual's words, or None."""
        return TANK_ALARMS.get(f"{self.code:02d}")


class TankAlarmHistory(Struct, frozen=True):
    """The alarm history of one tank, newest first."""

    tank: int
    alarms: list[PastAlarm]


class AlarmHistory(Struct, frozen=True, kw_only=True):
    """i206."""

    function: str = "i206"
    device: int = 0
    at: datetime | None
    tanks: list[TankAlarmHistory]
    inactive: list[int] = []


class TankChartAudit(Struct, frozen=True, kw_only=True):
    """Who changed a tank's chart when, and which console and probe it is: cheap tamper evidence."""

    tank: int
    capacity: float
    console_serial: str
    probe_serial: str
    weights_and_measures: str
    chart_changes: list[datetime]


class ChartAudit(Struct, frozen=True, kw_only=True):
    """i218: the last ten chart changes, newest first."""

    function: str = "i218"
    device: int = 0
    at: datetime | None
    tanks: list[TankChartAudit]
    inactive: list[int] = []


class ChartSecurity(Struct, frozen=True, kw_only=True):
    """i219: whether the charts are protected against change."""

    function: str = "i219"
    device: int = 0
    at: datetime | None
    enabled: bool


class AdjustedDelivery(Struct, frozen=True, kw_only=True):
    """A delivery of i21B, adjusted for what was sold during the drop; temperatures by thermistor."""

    start: datetime
    end: datetime
    start_volume: float
    end_volume: float
    adjusted_volume: float
    adjusted_tc_volume: float
    start_height: float
    start_temperatures: tuple[float, ...]
    end_height: float
    end_temperatures: tuple[float, ...]
    dispensed: float
    start_temperature: float
    end_temperature: float
    extra: tuple[float, ...] = ()


class TankAdjustedDeliveries(Struct, frozen=True):
    """The adjusted deliveries of one tank, newest first."""

    tank: int
    deliveries: list[AdjustedDelivery]


class AdjustedDeliveries(Struct, frozen=True, kw_only=True):
    """i21B."""

    function: str = "i21B"
    device: int = 0
    at: datetime | None
    tanks: list[TankAdjustedDeliveries]
    inactive: list[int] = []


class TankChart(Struct, frozen=True, kw_only=True):
    """The chart in a console: total height, volume and slope at the top, and points below it."""

    tank: int
    diameter: float
    full_volume: float
    slope: float
    points: list[tuple[float, float, float]]

    def volume_at(self, height: float) -> float:
        """The volume at a height, straight between the points, in the console's units.

        >>> half = TankChart(tank=1, diameter=2.0, full_volume=100.0, slope=0.0, points=[(1.0, 50.0, 0.0)])
        >>> half.volume_at(0.5), half.volume_at(1.5)
        (25.0, 75.0)
        """
        known = sorted({(0.0, 0.0), *((h, v) for h, v, _ in self.points), (self.diameter, self.full_volume)})
        for (low, below), (high, above) in pairwise(known):
            if low <= height <= high and high > low:
                return below + (above - below) * (height - low) / (high - low)
        return self.full_volume if height > 0 else 0.0


class Charts(Struct, frozen=True, kw_only=True):
    """i216."""

    function: str = "i216"
    device: int = 0
    at: datetime | None
    tanks: list[TankChart]
    inactive: list[int] = []


class TankShift(Struct, frozen=True, kw_only=True):
    """A tank over one shift; `values` are volume, ullage, corrected volume, height, water, temperature."""

    tank: int
    product: str
    shift: int
    start: tuple[float, float, float, float, float, float]
    end: tuple[float, float, float, float, float, float]
    total: float
    extra: tuple[float, ...] = ()


class Shifts(Struct, frozen=True, kw_only=True):
    """i204."""

    function: str = "i204"
    device: int = 0
    at: datetime | None
    tanks: list[TankShift]
    inactive: list[int] = []


class Software(Struct, frozen=True, kw_only=True):
    """i902: the console's software and, where told, when it was made (console's own words)."""

    function: str = "i902"
    device: int = 0
    at: datetime | None
    version: str
    created: str = ""


class OtherReply(Struct, frozen=True, kw_only=True):
    """A reply with a right checksum whose content is not read here; `body` follows the time."""

    function: str
    device: int = 0
    at: datetime | None
    body: str


class UnknownCommand(Struct, frozen=True, kw_only=True):
    """9999: the console does not know the function. `bare` came without SOH and ETX."""

    bare: bool = False


ByTank = Inventory | Shifts | Charts | Deliveries | AlarmHistory | ChartAudit | AdjustedDeliveries
Computer = ByTank | Alarms | ChartSecurity | Software | OtherReply
Reply = Computer | DisplayReport | UnknownCommand
