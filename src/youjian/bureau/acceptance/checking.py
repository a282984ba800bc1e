"""The automatic checks of a joint test. Pure: what the ledger holds of a span goes in, results come out.

Each check says `pass`, `fail` or `short` (not enough data), its measured value, its limit and what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Check = dict[str, str]
"""{code, name, measured, limit, result, advice}: papers are Chinese."""


@dataclass(frozen=True)
class Fuelling:
    """A fuelling as the checks look at it: seconds since the epoch, millilitres."""

    nozzle_id: int
    seq: int
    ended_s: float
    stored_s: float
    volume_ml: int
    totalizer_ml: int


@dataclass(frozen=True)
class Drawn:
    """Of a nozzle: the tank whose level falls with its sales (None: the levels do not tell)."""

    registered: int
    found: int | None
    litres: float


@dataclass(frozen=True)
class ChartFacts:
    """A tank's chart: points, and how high liquid stood."""

    heights: tuple[float, ...]
    volumes: tuple[float, ...]
    capacity_l: float
    highest_mm: float | None


@dataclass(frozen=True)
class Measured:
    """What the ledger holds of a station's span."""

    nozzles: tuple[int, ...]
    tanks: tuple[int, ...]
    fuellings: tuple[Fuelling, ...]
    readings: Mapping[int, int]
    offsets_s: tuple[float, ...]
    online: float | None
    charts: Mapping[int, ChartFacts]
    drawn: Mapping[int, Drawn] = field(default_factory=dict[int, Drawn])


def checked(found: Measured, limits: Mapping[str, float]) -> list[Check]:
    """Every check in the order of the document."""
    return [
        _nozzles(found),
        _tanks(found, limits),
        _totals(found, limits),
        _online(found, limits),
        _latency(found, limits),
        _clock(found, limits),
        _charts(found, limits),
        _mapping(found),
    ]


def settled(checks: Sequence[Check]) -> bool:
    """Whether every check passed.

    >>> settled([{"result": "pass"}]), settled([{"result": "short"}]), settled([])
    (True, False, False)
    """
    return bool(checks) and all(one["result"] == "pass" for one in checks)


def _check(code: str, name: str, measured: str, limit: str, result: str, advice: str) -> Check:  # noqa: PLR0917
    told = "" if result == "pass" else advice
    return {
        "code": code,
        "name": name,
        "measured": measured,
        "limit": limit,
        "result": result,
        "advice": told,
    }


def _judged(right: bool) -> str:
    return "pass" if right else "fail"


def _numbers(numbers: Sequence[int]) -> str:
    return "、".join(str(one) for one in numbers)


def _nozzles(found: Measured) -> Check:
    heard = {one.nozzle_id for one in found.fuellings}
    silent = [one for one in found.nozzles if one not in heard]
    said = f"{len(found.nozzles) - len(silent)}/{len(found.nozzles)}条"
    result = "short" if not found.nozzles else _judged(not silent)
    advice = f"油枪{_numbers(silent)}没有加油记录：每枪试加一笔后重测，仍无记录时检查加油机接线和枪号。"
    if not found.nozzles:
        advice = "档案中没有油枪，请先登记。"
    return _check("nozzles", "每条油枪有上报", said, "全部", result, advice)


def _tanks(found: Measured, limits: Mapping[str, float]) -> Check:
    least = int(limits["tank_readings"])
    silent = [one for one in found.tanks if found.readings.get(one, 0) < least]
    said = f"{len(found.tanks) - len(silent)}/{len(found.tanks)}个"
    result = "short" if not found.tanks else _judged(not silent)
    advice = f"油罐{_numbers(silent)}液位读数不足{least}次：检查液位仪通道号和串口。"
    if not found.tanks:
        advice = "档案中没有油罐，请先登记。"
    return _check("tanks", "每个油罐有液位上报", said, f"每罐≥{least}次", result, advice)


def gaps(fuellings: Sequence[Fuelling]) -> dict[int, int]:
    """By nozzle: the totalizer's rise less the fuellings' sum (mL), of nozzles with two fuellings or more.

    >>> gaps([Fuelling(1, 1, 0, 0, 500, 1000), Fuelling(1, 2, 9, 9, 700, 1700), Fuelling(2, 1, 0, 0, 5, 5)])
    {1: 0}
    """
    told: dict[int, int] = {}
    for nozzle in sorted({one.nozzle_id for one in fuellings}):
        own = sorted((one for one in fuellings if one.nozzle_id == nozzle), key=lambda one: one.seq)
        if len(own) > 1:
            rise = own[-1].totalizer_ml - own[0].totalizer_ml
            told[nozzle] = rise - sum(one.volume_ml for one in own[1:])
    return told


def _totals(found: Measured, limits: Mapping[str, float]) -> Check:
    most, told = limits["totals_ml"], gaps(found.fuellings)
    wrong = [nozzle for nozzle, gap in told.items() if abs(gap) > most]
    short = [one for one in found.nozzles if one not in told]
    largest = max((abs(gap) for gap in told.values()), default=None)
    said = "—" if largest is None else f"最大相差{largest / 1000:.3f}升"
    result = "fail" if wrong else "short" if short or not told else "pass"
    advice = f"油枪{_numbers(wrong)}泵码与加油量之和不符：核对漏采、手工补录和泵码读数。"
    if not wrong:
        advice = f"油枪{_numbers(short)}24小时内不足两笔，请补加后重测。"
    return _check("totals", "24小时总量一致", said, f"每枪≤{most / 1000:g}升", result, advice)


def _online(found: Measured, limits: Mapping[str, float]) -> Check:
    least = limits["online_pct"]
    if found.online is None:
        said, result, advice = "—", "short", "在线率还没有统计，运行满一日后重测。"
    else:
        said, result = f"{found.online * 100:.2f}%", _judged(found.online * 100 >= least)
        advice = "查看离线记录和原因，处理网络或供电后重测。"
    return _check("online", "在线率", said, f"≥{least:g}%", result, advice)


def upper(values: Sequence[float], share: float) -> float:
    """The value that a share of them does not exceed.

    >>> upper([3, 1, 2, 4], 0.5), upper([1], 0.95)
    (2, 1)
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _latency(found: Measured, limits: Mapping[str, float]) -> Check:
    most, least = limits["latency_s"], int(limits["latency_records"])
    waits = [max(0.0, one.stored_s - one.ended_s) for one in found.fuellings]
    if len(waits) < least:
        said, result, advice = f"{len(waits)}笔", "short", f"不足{least}笔，请继续运行后重测。"
    else:
        value = upper(waits, 0.95)
        said, result = f"95%在{value:.1f}秒内", _judged(value <= most)
        advice = "检查上传间隔、信号强度和断网补传。"
    return _check("latency", "上传时延", said, f"95%≤{most:g}秒", result, advice)


def _clock(found: Measured, limits: Mapping[str, float]) -> Check:
    most = limits["clock_s"]
    if not found.offsets_s:
        said, result, advice = "—", "short", "没有收到心跳，检查采集终端是否在线。"
    else:
        worst = max(found.offsets_s, key=abs)
        said, result = f"最大{worst:+.1f}秒", _judged(abs(worst) <= most)
        advice = "检查采集终端对时（NTP）设置。"
    return _check("clock", "终端时间偏差", said, f"±{most:g}秒", result, advice)


def chart_fault(chart: ChartFacts | None, least: int, over_pct: float) -> str:
    """What is wrong with a chart; empty when it fits.

    >>> chart_fault(ChartFacts((0, 1000, 2000), (0, 9, 30), 30, 1500), 3, 2), chart_fault(None, 3, 2)
    ('', '没有罐容表')
    """
    if chart is None or not chart.heights:
        return "没有罐容表"
    if len(chart.heights) < least:
        return f"只有{len(chart.heights)}点"
    pairs = list(zip(chart.volumes, chart.volumes[1:], strict=False))
    if any(after < before for before, after in pairs):
        return "容积不随高度增加"
    if chart.volumes[-1] > chart.capacity_l * (1 + over_pct / 100):
        return "容积超过罐容"
    if chart.highest_mm is not None and chart.highest_mm > chart.heights[-1]:
        return f"液位{chart.highest_mm:.0f}毫米高于表末"
    return ""


def _charts(found: Measured, limits: Mapping[str, float]) -> Check:
    least, over = int(limits["chart_points"]), limits["chart_over_pct"]
    faults = {tank: chart_fault(found.charts.get(tank), least, over) for tank in found.tanks}
    wrong = {tank: fault for tank, fault in faults.items() if fault}
    said = f"{len(found.tanks) - len(wrong)}/{len(found.tanks)}个合适"
    result = "short" if not found.tanks else _judged(not wrong)
    told = "；".join(f"{tank}号罐{fault}" for tank, fault in wrong.items())
    limit = f"每罐≥{least}点、单调、盖住液位"
    return _check("chart", "罐容表", said, limit, result, f"{told}。请导入检定后的罐容表。")


def _mapping(found: Measured) -> Check:
    told = found.drawn
    moved = {n: one for n, one in told.items() if one.found is not None and one.found != one.registered}
    unsure = [n for n in found.nozzles if n not in told or told[n].found is None]
    sure = len(found.nozzles) - len(unsure) - len(moved)
    result = "fail" if moved else "short" if unsure or not found.nozzles else "pass"
    if moved:
        said = "；".join(
            f"{n}号枪取自{one.found}号罐（登记{one.registered}号罐）" for n, one in moved.items()
        )
        advice = f"{said}。现场核对管线，更正档案后重测。"
    else:
        advice = f"油枪{_numbers(unsure)}销量不足，液位还不能确认；继续加油（每枪约600升）后重测。"
    return _check(
        "mapping", "枪罐对应", f"确认{sure}/{len(found.nozzles)}条", "全部由液位确认", result, advice
    )
