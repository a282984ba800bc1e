"""Frames as a monitor of each family writes them: for the simulator, emulators and tests.

`spoken` gives the bytes with the family's own ending; Hefei's monitors know no fuellings.
"""

from datetime import datetime
from decimal import Decimal

from msgspec import structs

from youjian.contract.fields import SHANGHAI
from youjian.protocols.hj212.frame import Frame, encode_frame
from youjian.protocols.vapour.model import Fill, Pressure, Units
from youjian.protocols.vapour.tables import Family, codes_of
from youjian.protocols.vapour.values import litres_text, number_text, time_text

_AIR_SOURCE, _STATION = "31", "61"
_WANTS_ANSWER = 5
_GUANGZHOU_ORDER = ("QN", "MN", "ST", "CN", "PW")
_GUANGZHOU_CN = {"fill": "2011", "pressure": "2021", "switch": "2051", "fault": "2041"}
_PER_PASCAL = {"Pa": 1.0, "hPa": 100.0, "kPa": 1000.0}
_OURS = Units()


def encode_fill(
    fill: Fill,
    *,
    mn: str,
    qn: str,
    station_id: str,
    pw: str = "123456",
    uploaded_at: datetime | None = None,
    family: Family = "hj212",
    units: Units = _OURS,
) -> Frame:
    """One fuelling; BeginTime and EndTime only in our own frames. ValueError for families without any."""
    to_unit = 1 if units.volume == "L" else 1000
    items = {
        "ratio": _ratio_text(fill.ratio, units),
        "vapour_rate": number_text(fill.vapour_l_min),
        "vapour_volume": litres_text(fill.vapour_ml * to_unit),
        "fuel_rate": number_text(fill.fuel_l_min),
        "fuel_volume": litres_text(fill.fuel_ml * to_unit),
    }
    cp = {"DataTime": time_text(uploaded_at or fill.ended_at)}
    if family == "hj212":
        cp |= {"BeginTime": time_text(fill.started_at), "EndTime": time_text(fill.ended_at)}
    cp |= _items(family, items, fill.nozzle_id, station_id)
    return _in_family(family, "fill", Frame(qn=qn, cn="", pw=pw, mn=mn, cp=cp))


def encode_pressure(
    pressure: Pressure,
    *,
    mn: str,
    qn: str,
    pw: str = "123456",
    family: Family = "hj212",
    units: Units = _OURS,
) -> Frame:
    """One pressure reading; the concentration only in our own frames."""
    items = {"tank_pressure": number_text(pressure.pressure_pa / _PER_PASCAL[units.pressure])}
    if pressure.vapour_ppm is not None and family == "hj212":
        items["vapour_ppm"] = number_text(pressure.vapour_ppm)
    moment = _milliseconds(pressure.at) if family == "hefei" else time_text(pressure.at)
    return _in_family(
        family,
        "pressure",
        Frame(qn=qn, cn="", pw=pw, mn=mn, cp={"DataTime": moment} | _items(family, items, None, "")),
    )


def encode_switch(
    nozzle: int,
    *,
    enabled: bool,
    at: datetime,
    mn: str,
    qn: str,
    station_id: str,
    pw: str = "123456",
    family: Family = "hj212",
) -> Frame:
    """A nozzle that the monitor stops or enables by itself."""
    items = {"operation_at": time_text(at), "operation": "1" if enabled else "0", "operation_cause": "0"}
    cp = {"DataTime": time_text(at)} | _items(family, items, nozzle, station_id)
    return _in_family(family, "switch", Frame(qn=qn, cn="", pw=pw, mn=mn, cp=cp))


def encode_fault(
    code: str, *, at: datetime, mn: str, qn: str, pw: str = "123456", family: Family = "hj212"
) -> Frame:
    """A fault code, six digits; ValueError for families without one."""
    cp = {"DataTime": time_text(at)} | _items(family, {"fault_at": time_text(at), "fault": code}, None, "")
    return _in_family(family, "fault", Frame(qn=qn, cn="", pw=pw, mn=mn, cp=cp))


def encode_heartbeat(*, mn: str, qn: str, pw: str = "123456") -> Frame:
    """The heartbeat of the 2025 edition: 9015, Flag 9."""
    return Frame(qn=qn, st=_AIR_SOURCE, cn="9015", pw=pw, mn=mn, flag=9)


def spoken(frame: Frame, family: Family = "hj212") -> bytes:
    """The bytes as a monitor of the family sends them: its case of the CRC, its end of a frame."""
    data = encode_frame(frame)
    if family == "chongqing":
        return data[:-2] + b"\\r\\n"
    return data[:-6] + data[-6:].lower() if family == "hefei" else data


def _items(family: Family, values: dict[str, str], nozzle: int | None, station_id: str) -> dict[str, str]:
    """Codes of a family and texts; ValueError names a factor that the family has no code for."""
    codes = codes_of(family)
    missing = [name for name in values if name not in codes]
    if missing or (family == "hefei" and nozzle is not None):
        raise ValueError(f"monitors of family {family} do not send {', '.join(missing) or 'fuellings'}")
    if family == "guangzhou":
        prefix = "" if nozzle is None else f"q{nozzle:04d}-"
        return {f"{prefix}{codes[name]}": text for name, text in values.items()}
    if nozzle is not None:
        values = {"nozzle": f"{station_id}{nozzle:03d}"} | values
    kind = "Rtd" if family == "hefei" or (family == "hj212" and "tank_pressure" in values) else "Info"
    found = {f"{codes[name]}-{kind}": text for name, text in values.items()}
    return {k: v for name, text in found.items() for k, v in _flagged(family, name, text)}


def _flagged(family: Family, name: str, text: str) -> list[tuple[str, str]]:
    flag = [(f"{name.partition('-')[0]}-Flag", "N")] if family == "hefei" else []
    return [(name, text), *flag]


def _in_family(family: Family, kind: str, frame: Frame) -> Frame:
    """The frame with the family's ST, CN, Flag and order of fields."""
    if family == "guangzhou":
        cn = _GUANGZHOU_CN[kind]
        return structs.replace(frame, st=_STATION, cn=cn, plain_marker=True, order=_GUANGZHOU_ORDER)
    if family == "hefei":
        return structs.replace(frame, qn=None, st=_AIR_SOURCE, cn="2011")
    cn = "2011" if kind == "pressure" and family == "hj212" else "3020"
    return structs.replace(frame, st=_AIR_SOURCE, cn=cn, flag=_WANTS_ANSWER)


def _ratio_text(ratio: float, units: Units) -> str:
    per = Decimal(100 if units.ratio == "percent" else 1)
    return f"{Decimal(repr(ratio)) * per:f}"


def _milliseconds(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{time_text(moment)}{local.microsecond // 1000:03d}"
