"""The summary of an evidence pack as a page that needs nothing beside it, and its words."""

from collections.abc import Sequence
from html import escape

from youjian.bureau.language import pick
from youjian.bureau.tax.contracts import TaxMonth, TaxpayerOut

_STYLE = (
    "body{font:14px/1.6 sans-serif;max-width:1100px;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:4px 8px;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
)
NOTHING = "—"
_HEADS = (
    ("月份", "Month"),
    ("状态", "State"),
    ("测得销量（升，常温）", "Sold (L)"),
    ("开票（升）", "Invoiced (L)"),
    ("申报（升）", "Declared (L)"),
    ("少申报（升）与95%区间", "Short (L), 95 %"),
    ("未回补（升）", "Open (L)"),
    ("估算税款（元）与95%区间", "Estimated tax (yuan), 95 %"),
)


def summary(told: TaxpayerOut, months: Sequence[TaxMonth], made: str) -> str:
    """Who, what was compared by what limits, month by month, and what is and is not in the tax estimate."""
    title = escape(title_of(told))
    rows = "".join(_row(month) for month in months)
    heads_ = "".join(f"<th>{escape(head)}</th>" for head in heads())
    findings = finding_lines(told, months[0].period, months[-1].period)
    notes = "".join(f"<li>{escape(line)}</li>" for line in [*cause_lines(months), *findings])
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p><b>{escape(sentence_of(months))}</b></p>"
        f"<p>{escape('、'.join(told.usccs))} · {escape(made)}</p><p>{escape(basis_of(told))}</p>"
        f"<table><tr>{heads_}</tr>{rows}</table><p>{escape(scope_note())}</p><ul>{notes}</ul></html>\n"
    )


def title_of(told: TaxpayerOut) -> str:
    """What the summary is called."""
    return pick(f"{told.name} 涉税数据比对摘要", f"{told.name}: comparison of tax data")


def heads() -> list[str]:
    """The titles of the columns of `cells_of`."""
    return [pick(zh, en) for zh, en in _HEADS]


def sentence_of(months: Sequence[TaxMonth]) -> str:
    """What the months say in one sentence: litres first, then tax."""
    short = [month for month in months if month.gap.tax_fen]
    litres, tax = _litres(sum(one.open_ml for one in short)), _yuan(sum(one.gap.tax_fen for one in short))
    if not short:
        return pick("这些月份没有未回补的少申报。", "Nothing is left open in these months.")
    return pick(
        f"{len(short)}个月申报少于测得销量，未回补{litres}升，估算税款{tax}元。",
        f"In {len(short)} months less was declared than measured: {litres} L open, tax about {tax} yuan.",
    )


def basis_of(told: TaxpayerOut) -> str:
    """By what limits and rates the months were compared."""
    basis = told.basis
    parts = pick("、", ", ").join(f"{one.name}{one.pct:g}%" for one in basis.surcharges)
    return pick(
        f"比对依据：规则集{basis.rule_set}，允许差{basis.tolerance_pct:g}%且不少于{basis.least_l:g}升；"
        f"增值税率{basis.vat_pct:g}%，附加为增值税的{basis.surcharge_pct:g}%（{parts}）。",
        f"By rule set {basis.rule_set}: tolerance {basis.tolerance_pct:g} %, {basis.least_l:g} L at least; "
        f"VAT {basis.vat_pct:g} %, surcharges {basis.surcharge_pct:g} % of it ({parts}).",
    )


def scope_note() -> str:
    """What is and is not in the estimate."""
    return pick(
        "估算税款仅含未回补差额的销项增值税和附加，未扣进项，不含消费税（在炼制环节征收）"
        "和所得税。"
        "本摘要为数据疑点，供有权部门参考，不作认定。",
        "The estimate holds output VAT and surcharges on what did not come back; no input VAT, "
        "consumption tax (levied at the refinery) or income tax. A reference for those who decide.",
    )


def cause_lines(months: Sequence[TaxMonth]) -> list[str]:
    """The candidates of each month with their litres."""
    return [
        pick(
            f"{month.period} {cause.name} {_litres(cause.ml)}升",
            f"{month.period} {cause.name}: {_litres(cause.ml)} L",
        )
        for month in months
        for cause in month.causes
    ]


def finding_lines(told: TaxpayerOut, first: str, last: str) -> list[str]:
    """The findings of some months."""
    return [f"{one.period} {one.message}" for one in told.findings if first <= one.period <= last]


def cells_of(month: TaxMonth) -> tuple[str, ...]:
    """A month as it is written."""
    total, gap = month.total, month.gap
    return (
        month.period,
        month.state_name,
        _litres(total.sold_ml),
        _litres(total.invoiced_ml),
        _litres(total.declared_ml) if total.returns else NOTHING,
        _within(_litres(month.short_ml), _litres(month.low_ml), _litres(month.high_ml), month.short_ml),
        _litres(month.open_ml) if month.open_ml else "",
        _within(_yuan(gap.tax_fen), _yuan(gap.low_fen), _yuan(gap.high_fen), gap.tax_fen),
    )


def _row(month: TaxMonth) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells_of(month)) + "</tr>"


def _within(value: str, low: str, high: str, said: int) -> str:
    return f"{value} [{low}, {high}]" if said else ""


def _litres(ml: int) -> str:
    return f"{ml / 1000:,.2f}"


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"
