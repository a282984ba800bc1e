"""Precision as a file."""

import csv
import io

from django.http import HttpResponse

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.rules.contracts import PrecisionList, PrecisionOut
from youjian.bureau.scope import acting

_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("code", "代码", "Code"),
    ("name", "名称", "Name"),
    ("raised", "产生", "Raised"),
    ("open", "未办结", "Open"),
    ("confirmed", "属实", "Confirmed"),
    ("explained", "有合理解释", "Explained"),
    ("false_alarm", "误报", "False alarms"),
    ("duplicate", "重复", "Duplicates"),
    ("precision", "准确率", "Precision"),
    ("low", "95%下限", "95 % low"),
    ("high", "95%上限", "95 % high"),
    ("false_per_month", "误报/站·月", "False alarms a station-month"),
    ("seconds_to_sign", "签收用时中位数（秒）", "Median seconds to sign for"),
    ("seconds_to_close", "办结用时中位数（秒）", "Median seconds to close"),
)


def precision_csv(actor: Actor, found: PrecisionList) -> HttpResponse:
    """Every line and the sum as CSV (UTF-8 with a byte order mark); who took it is journaled."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([pick(zh, en) for _, zh, en in _COLUMNS])
    writer.writerows(_cells(one) for one in [*found.items, found.total])
    asked = {"by": found.by, "days": found.days, "region": found.region, "rows": len(found.items)}
    with acting(actor):
        journal.record(actor, "table.export", "table:rule_precision", after=asked)
    return HttpResponse(
        ("\ufeff" + text.getvalue()).encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rule-precision-{found.days}d.csv"'},
    )


def _cells(one: PrecisionOut) -> list[str]:
    values = (getattr(one, name) for name, _, _ in _COLUMNS)
    return ["" if v is None else f"{v:.6g}" if isinstance(v, float) else str(v) for v in values]
