"""What a vapour monitor says, in our units, whatever family it speaks."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from youjian.protocols.vapour.tables import Family

RatioUnit = Literal["ratio", "percent"]
PressureUnit = Literal["Pa", "hPa", "kPa"]
VolumeUnit = Literal["L", "mL"]


class Units(Struct, frozen=True, kw_only=True):
    """What a source sends its values in: declared, never guessed from a value."""

    ratio: RatioUnit = "ratio"
    pressure: PressureUnit = "Pa"
    volume: VolumeUnit = "L"


class Fill(Struct, frozen=True, kw_only=True):
    """The monitor's record of one fuelling: times in UTC, mL, A/L as a ratio, rates in L/min.

    `nozzle_id` is the number that the monitor gives; `dispenser` its dispenser's where it gives one.
    """

    nozzle_id: int
    started_at: datetime
    ended_at: datetime
    fuel_ml: int
    vapour_ml: int
    ratio: float
    fuel_l_min: float
    vapour_l_min: float
    dispenser: int | None = None


class Pressure(Struct, frozen=True, kw_only=True):
    """Gauge pressure in the tanks' vapour space, Pa, and vapour concentration in µmol/mol where measured."""

    at: datetime
    pressure_pa: float
    vapour_ppm: float | None = None


class Switch(Struct, frozen=True, kw_only=True):
    """A nozzle was stopped or enabled (`told`), or is said to stand so (not `told`: a list of states)."""

    nozzle: int
    enabled: bool
    dispenser: int | None = None
    at: datetime | None = None
    cause: str | None = None
    told: bool = True


class Fault(Struct, frozen=True, kw_only=True):
    """A fault code of the monitor; `000000` says that there is none."""

    code: str
    at: datetime | None = None


class VapourUpload(Struct, frozen=True, kw_only=True):
    """What a message says. `alarms` are the monitor's opinion by factor and nozzle, kept as facts.

    `others` holds known factors without a record of ours, `unknown` everything else, `problems` each value
    that could not be used and why; nothing is dropped silently.
    """

    family: Family | None
    fills: list[Fill] = []
    pressures: list[Pressure] = []
    switches: list[Switch] = []
    faults: list[Fault] = []
    alarms: dict[str, str] = {}
    others: dict[str, str] = {}
    unknown: dict[str, str] = {}
    problems: list[str] = []


class Said(Struct, frozen=True, kw_only=True):
    """One group of values of a message under canonical names: of one nozzle, or of the station."""

    values: dict[str, str]
    at: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None
    nozzle: str | None = None
    dispenser: str | None = None


def new_upload(family: Family | None) -> VapourUpload:
    """An upload that nothing has been read into."""
    return VapourUpload(
        family=family, fills=[], pressures=[], switches=[], faults=[], alarms={}, others={}, unknown={},
        problems=[],
    )  # fmt: skip
