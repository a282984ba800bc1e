"""Charts (i216) and shifts (i204): floats whose count stands before them."""

from youjian.protocols.tls350.envelope import TlsError
from youjian.protocols.tls350.fields import Cursor, numbers_text, padded
from youjian.protocols.tls350.messages import TankChart, TankShift

_TOP, _POINT = 3, 3
_SHIFT = 13


def read_chart(cursor: Cursor, tank: int) -> TankChart:
    """i216: the count of floats in hex, then diameter, full volume, slope and {height, volume, slope}."""
    values = cursor.numbers("chart values")
    if len(values) < _TOP or len(values) % _POINT:
        raise TlsError("layout", f"the chart of tank {tank} has {len(values)} values, not 3, 6, 9 …")
    points = [(values[at], values[at + 1], values[at + 2]) for at in range(_TOP, len(values), _POINT)]
    return TankChart(tank=tank, diameter=values[0], full_volume=values[1], slope=values[2], points=points)


def chart_text(chart: TankChart) -> str:
    """The fields after the tank's number."""
    points = (value for point in chart.points for value in point)
    return numbers_text((chart.diameter, chart.full_volume, chart.slope, *points))


def read_shift(cursor: Cursor, tank: int) -> TankShift:
    """i204: product, the shift's number in decimal, and thirteen floats: start, end, total."""
    product, shift = cursor.text(1, "product"), cursor.decimal(2, "shift")
    v = cursor.numbers("shift values")
    if len(v) < _SHIFT:
        raise TlsError("layout", f"a shift of tank {tank} has {len(v)} values, {_SHIFT} are wanted")
    return TankShift(
        tank=tank,
        product=product,
        shift=shift,
        start=(v[0], v[1], v[2], v[3], v[4], v[5]),
        end=(v[6], v[7], v[8], v[9], v[10], v[11]),
        total=v[12],
        extra=v[_SHIFT:],
    )


def shift_text(row: TankShift) -> str:
    """The fields after the tank's number."""
    values = numbers_text((*row.start, *row.end, row.total, *row.extra))
    return f"{padded(row.product, 1, 'product')}{row.shift:02d}{values}"
