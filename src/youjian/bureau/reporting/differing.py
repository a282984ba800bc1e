"""What is another figure today than in a kept report, row by row and in words."""

from collections.abc import Iterator

from youjian.bureau.language import pick
from youjian.bureau.reporting.contracts import ReportDifference, ReportFigures, ReportOut
from youjian.bureau.reporting.figures import name_of, said

Rows = dict[str, tuple[str, ReportFigures]]


def differences_of(kept: ReportOut, new: ReportOut) -> Iterator[ReportDifference]:
    """Every figure of every row that differs, the total first; rows that came or went, too."""
    before, after = _by_code(kept), _by_code(new)
    for code in dict.fromkeys([*before, *after]):
        row = (after.get(code) or before[code])[0]
        for figure in ReportFigures.model_fields:
            had, has = _figure(before, code, figure), _figure(after, code, figure)
            if had != has:
                yield _difference(code, row, figure, had, has)


def _by_code(report: ReportOut) -> Rows:
    total = pick("合计", "Total"), report.total
    return {"": total} | {row.code: (row.name, row.figures) for row in report.rows}


def _figure(rows: Rows, code: str, figure: str) -> int | None:
    return getattr(rows[code][1], figure) if code in rows else None


def _difference(code: str, row: str, figure: str, had: int | None, has: int | None) -> ReportDifference:
    name, was, now = name_of(figure), said(figure, had), said(figure, has)
    text = pick(f"{row}：{name}由{was}变为{now}", f"{row}: {name} was {was}, is {now}")
    if had is not None and has is not None:
        text += pick(f"（{_signed(figure, has - had)}）", f" ({_signed(figure, has - had)})")
    return ReportDifference(code=code, row=row, figure=figure, figure_name=name, kept=had, now=has, text=text)


def _signed(figure: str, change: int) -> str:
    return f"+{said(figure, change)}" if change > 0 else said(figure, change)
