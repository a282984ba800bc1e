"""What has become different since a month was closed: figures that stood then beside those of now."""

from collections.abc import Mapping

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.scope import within
from youjian.bureau.stock.contracts import CloseDifference
from youjian.bureau.stock.lines import family_name
from youjian.bureau.stock.models import ClosedLine
from youjian.bureau.stock.sums import COUNTED, Place, Sums

_NAMES = {
    "opening": ("期初", "opening"),
    "closing": ("期末", "closing"),
    "documents20": ("单据购进（20℃）", "documents (20 °C)"),
    "shifted20": ("到货日调整", "moved to the unloading's day"),
    "entries20": ("更正分录", "correcting entries"),
    "sales20": ("销售（20℃）", "sales (20 °C)"),
    "other20": ("自用转移代存（20℃）", "own use, transfer, custody (20 °C)"),
    "variance20": ("损溢", "variance"),
    "gauge_in20": ("液位进油", "gauge intake"),
    "trips20": ("运单进油", "trips"),
    "documents": ("单据张数", "documents"),
    "documents_ml": ("单据数量", "documented"),
    "sales_ml": ("销售（常温）", "sales (ambient)"),
    "amount_fen": ("销售金额（分）", "sales (fen)"),
    "fuellings": ("加油笔数", "fuellings"),
    "totalizer_ml": ("累计泵码差", "totalizers"),
    "test_return_ml": ("回罐", "test returns"),
    "self_use_ml": ("自用", "own use"),
    "transfer_ml": ("转移", "transfer"),
    "custody_ml": ("代存", "custody"),
}


def figures_of(sums: Sums) -> dict[str, int | None]:
    """The figures of an account that a closing freezes."""
    plain = {name: getattr(sums, name) for name in _NAMES if name not in COUNTED}
    return plain | {name: sums.counted[name] for name in COUNTED}


def differences(
    actor: Actor, station_id: str, period: str, sums: Mapping[Place, Sums]
) -> list[CloseDifference]:
    """Every figure of a closed month that is another one now."""
    lines = ClosedLine.objects.filter(
        within(actor.scope), close__station_id=station_id, close__period=period, close__reopened_at=None
    )
    closed = {line.family: line.figures for line in lines}
    now = {name: figures_of(part) for (_, name), part in sums.items()}
    return [
        CloseDifference(
            family=name,
            product_name=family_name(name),
            figure=figure,
            figure_name=pick(*_NAMES[figure]),
            closed_ml=closed.get(name, {}).get(figure),
            now_ml=now.get(name, {}).get(figure),
        )
        for name in sorted({*closed, *now})
        for figure in _NAMES
        if (closed.get(name, {}).get(figure) or 0) != (now.get(name, {}).get(figure) or 0)
    ]
