"""What goes to others as files: effective decisions for the city's credit system, and the proof of a draw."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.credit.drawn import row_of
from youjian.bureau.credit.keeping import MANAGE, need, noted, today
from youjian.bureau.credit.models import CreditDecision, DrawnInspection
from youjian.bureau.credit.selectors import decisions_of
from youjian.bureau.credit.words import KINDS, STANDINGS
from youjian.bureau.registry import selectors as register
from youjian.bureau.scope import acting
from youjian.bureau.tables.csv_file import write
from youjian.bureau.zipped import zipped

FIELDS = (
    ("uscc", "行政相对人代码_1(统一社会信用代码)"),
    ("party", "行政相对人名称"),
    ("number", "行政处罚决定书文号"),
    ("kind", "处罚类别"),
    ("text", "处罚内容"),
    ("decided_on", "处罚决定日期"),
    ("effective_on", "生效日期"),
    ("authority", "处罚机关"),
    ("state", "当前状态"),
    ("repaired_on", "信用修复日期"),
)
"""The columns of the file, as data: what is told, and what it is headed by (docs/credit.md)."""


def credit_file(actor: Actor) -> tuple[str, bytes]:
    """Decisions that are or were in effect, with their repair, as CSV (UTF-8 with a mark). Journaled.

    Neither findings nor scores are in it, nor what is not in effect yet or was annulled. Raises Problem 403.
    """
    need(actor, MANAGE)
    with acting(actor):
        day = today()
        told = [
            row
            for row in decisions_of(actor).order_by("decided_on", "id")
            if row.standing(day) in ("effective", "repaired")
        ]
        heads = register.station_heads(actor, [row.station_id for row in told])
        lines = [
            _line(row, heads[row.station_id].name if row.station_id in heads else "", row.standing(day))
            for row in told
        ]
        noted(actor, "export", "credit_decisions", None, {"rows": len(told)})
        return f"credit-{day}.csv", _csv([title for _, title in FIELDS], lines)


def _line(row: CreditDecision, party: str, standing: str) -> list[str]:
    said = {
        "party": party,
        "kind": next(one.zh for one in KINDS if one.code == row.kind),
        "state": next(one.zh for one in STANDINGS if one.code == standing),
    }
    return [said.get(name) or str(getattr(row, name, "") or "") for name, _ in FIELDS]


def draw_file(actor: Actor, draw_id: int) -> tuple[str, bytes]:
    """A draw as a zip: the list as it was sealed, the result, and how to do it again. Raises Problem 404."""
    with acting(actor):
        row = row_of(actor, draw_id)
        drawn = DrawnInspection.objects.filter(draw=row).order_by("place")
        lines = [[str(one.place), one.station_id, repr(one.key), " ".join(one.inspectors)] for one in drawn]
        about = (
            f"method {row.method}\nlist_digest {row.list_digest}\nsealed_at {row.sealed_at.isoformat()}\n"
            f"count {row.count}\neach {row.each}\nseed {row.seed}\nseed_source {row.seed_source}\n"
            f"drawn_at {row.drawn_at.isoformat() if row.drawn_at else ''}\n"
            f"again: python -m youjian.bureau.credit.again list.txt '{row.seed}' {row.count} {row.each}\n"
        )
        files = {
            "list.txt": row.list_text.encode(),
            "draw.txt": about.encode(),
            "result.csv": _csv(["place", "station_id", "key", "inspectors"], lines),
        }
        noted(actor, "draw_export", f"draw:{row.pk}", None, {"digest": row.list_digest})
        return f"draw-{row.pk}.zip", zipped(files)


def _csv(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = BytesIO()
    write(file, titles, rows)
    return file.getvalue()
