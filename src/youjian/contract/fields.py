"""The field types that records are made of: units, ranges and enumerations, each said once."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Literal

from msgspec import Meta

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one offset all year since 1991, so business days need no time-zone database."""

END = r"$(?!\n)"
"""The end of a code in a pattern: `$` alone also stands before a last line feed."""
NUMBER = "(0|[1-9][0-9]{0,4})"
"""A number within a name, in the one way of writing it: `nozzle:3` and never also `nozzle:03`."""
StationId = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9]{{10}}{END}", description="county code (6 digits) and serial within the county (4)"
    ),
]
RegionCode = Annotated[str, Meta(pattern=rf"^[0-9]{{2,12}}{END}", description="GB/T 2260 code of any level")]
TankId = Annotated[int, Meta(ge=0, le=32767, description="tank, unique within its station")]
DispenserId = Annotated[int, Meta(ge=0, le=32767, description="dispenser, unique within its station")]
NozzleId = Annotated[int, Meta(ge=0, le=32767, description="nozzle, unique within its station")]
Sequence = Annotated[int, Meta(ge=0, le=2**63 - 1, description="rises by exactly 1 per nozzle")]
Millilitres = Annotated[int, Meta(ge=0, le=2**63 - 1, description="mL, ambient")]
Fen = Annotated[int, Meta(ge=0, le=2**63 - 1, description="fen (0.01 yuan)")]
FenPerLitre = Annotated[int, Meta(ge=0, le=1_000_000, description="fen per litre")]
Litres = Annotated[float, Meta(ge=0, le=1e7, description="L, ambient")]
Millimetres = Annotated[float, Meta(ge=-100_000, le=100_000, description="mm, as the gauge said it")]
Celsius = Annotated[float, Meta(ge=-273.15, le=1000, description="°C, as the device said it")]
Density20 = Annotated[float, Meta(gt=0, le=2000, description="kg/m³ at 20 °C")]
Pascal = Annotated[float, Meta(description="Pa, gauge pressure")]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with offset; UTC inside")]
Period = Annotated[str, Meta(pattern=rf"^[0-9]{{4}}-(0[1-9]|1[0-2]){END}", description="tax period, YYYY-MM")]
Uscc = Annotated[str, Meta(pattern=rf"^[0-9A-Z]{{18}}{END}", description="统一社会信用代码, GB 32100")]
Text = Annotated[str, Meta(min_length=1, max_length=512)]
Note = Annotated[str, Meta(max_length=4096)]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="degrees, CGCS2000")]
Latitude = Annotated[float, Meta(ge=-90, le=90, description="degrees, CGCS2000")]

Product = Literal["92", "95", "98", "92E", "95E", "0D", "-10D", "-20D", "-35D"]
Ownership = Literal["sinopec", "petrochina", "sinochem", "cnooc", "other_state", "private", "foreign"]
OperatingMode = Literal["owned", "leased", "franchised"]
StationStatus = Literal["operating", "suspended", "closed"]
VerificationResult = Literal["pass", "fail"]
SealRemoval = Literal["verification", "authorised_repair", "found_broken"]
FuellingKind = Literal["sale", "test_return", "self_use", "transfer", "custody"]
FuellingSource = Literal["live", "total_diff", "corrected"]
VolumeReference = Literal["ambient", "15", "20"]
InvoiceDirection = Literal["purchase", "sale"]
EventCode = Literal[
    "boot", "power_lost", "link_lost", "link_restored", "clock_set", "cover_opened", "seal_broken",
    "board_id_changed", "encoder_id_changed", "self_lock", "totalizer_reset", "port_disconnected",
    "port_connected", "gauge_fault", "gauge_replaced", "chart_changed", "meter_adjusted",
    "maintenance_started", "maintenance_ended", "nozzle_disabled", "nozzle_enabled",
]  # fmt: skip
Device = Annotated[
    str,
    Meta(
        pattern=rf"^(collector|vapour|(dispenser|nozzle|tank):{NUMBER}){END}",
        description="`collector`, `vapour`, `dispenser:N`, `nozzle:N` or `tank:N`",
    ),
]
STATE_OWNED: frozenset[str] = frozenset({"sinopec", "petrochina", "sinochem", "cnooc", "other_state"})


def business_day(moment: datetime) -> date:
    """The calendar day in Asia/Shanghai that a moment falls on.

    >>> business_day(datetime(2026, 11, 21, 16, 0, tzinfo=UTC))
    datetime.date(2026, 11, 22)
    """
    return moment.astimezone(SHANGHAI).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of a business day and of the next one, in UTC.

    >>> day_bounds(date(2026, 11, 22))[0]
    datetime.datetime(2026, 11, 21, 16, 0, tzinfo=datetime.timezone.utc)
    """
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
    return start, start + timedelta(days=1)
