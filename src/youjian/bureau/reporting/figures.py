"""The figures of a report: what each is called, and how it is written."""

from youjian.bureau.language import pick

_NAMES = {
    "sales_ml": ("销售（常温）", "Sold (ambient)"),
    "amount_fen": ("销售金额", "Money of sales"),
    "fuellings": ("加油笔数", "Fuellings"),
    "opening20_ml": ("期初（20℃）", "Opening (20 °C)"),
    "documents20_ml": ("单据购进（20℃）", "Documents (20 °C)"),
    "other_in20_ml": ("更正与到货日调整（20℃）", "Entries, moved days (20 °C)"),
    "sales20_ml": ("销售（20℃）", "Sold (20 °C)"),
    "other_out20_ml": ("自用转移代存（20℃）", "Own use, moved (20 °C)"),
    "variance20_ml": ("损溢（20℃）", "Variance (20 °C)"),
    "low_ml": ("损溢区间下限（20℃）", "Variance, low end (20 °C)"),
    "high_ml": ("损溢区间上限（20℃）", "Variance, high end (20 °C)"),
    "undecided20_ml": ("不能判定（20℃）", "Undecided (20 °C)"),
    "undecided_days": ("不能判定的站日", "Days undecided"),
    "closing20_ml": ("期末（20℃）", "Closing (20 °C)"),
    "allowed20_ml": ("允许损耗（20℃）", "Allowed (20 °C)"),
    "before_sales_ml": ("上期销售（常温）", "Period before (ambient)"),
    "before_amount_fen": ("上期金额", "Money of the period before"),
    "year_before_sales_ml": ("上年同期销售（常温）", "Year before (ambient)"),
    "year_before_amount_fen": ("上年同期金额", "Money of the year before"),
}


def name_of(figure: str) -> str:
    """What a figure is called."""
    return pick(*_NAMES[figure])


def said(figure: str, value: int | None) -> str:
    """A figure with its unit, to the last digit; what could not be said is said so."""
    if value is None:
        return pick("无", "nothing")
    if figure.endswith("_ml"):
        return pick(f"{value / 1000:,.3f}升", f"{value / 1000:,.3f} L")
    if figure.endswith("_fen"):
        return pick(f"{value / 100:,.2f}元", f"{value / 100:,.2f} yuan")
    return f"{value:,}"


def litres_shown(value_ml: int | None) -> str:
    """Litres as the console shows them: whole from 100 L on, two decimals below; a dash for nothing.

    >>> litres_shown(14_400_000), litres_shown(99_995), litres_shown(-120_500), litres_shown(None)
    ('14,400', '100.00', '−121', '—')
    """
    if value_ml is None:
        return "—"
    digits = 0 if abs(value_ml) >= 100_000 else 2
    unit = 10 ** (3 - digits)
    parts = (abs(value_ml) * 2 + unit) // (2 * unit)
    return _minus(value_ml, parts) + f"{parts / 10**digits:,.{digits}f}"


def yuan_shown(value_fen: int) -> str:
    """Money as the console shows it.

    >>> yuan_shown(-5), yuan_shown(10_886_400)
    ('−0.05', '108,864.00')
    """
    return _minus(value_fen, value_fen) + f"{abs(value_fen) / 100:,.2f}"


def percent_shown(value: float | None, digits: int, *, signed: bool = False) -> str:
    """A percentage as the console shows it, rounded half away from zero.

    >>> percent_shown(-25.04, 1, signed=True), percent_shown(95.238, 2), percent_shown(None, 1)
    ('−25.0%', '95.24%', '—')
    """
    if value is None:
        return "—"
    shown = int(abs(value) * 10**digits + 0.5 + 1e-9) / 10**digits
    sign = "−" if value < 0 and shown else "+" if signed and value > 0 else ""
    return f"{sign}{shown:,.{digits}f}%"


def change_percent(now: int, then: int) -> float | None:
    """A change in percent; None without something to compare with.

    >>> change_percent(150, 100), change_percent(1, 0)
    (50.0, None)
    """
    return (now / then - 1) * 100 if then else None


def _minus(value: int, shown: int) -> str:
    return "−" if value < 0 and shown else ""
