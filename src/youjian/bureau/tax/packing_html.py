"""The summary of an evidence pack as a page that needs nothing beside it."""

from collections.abc import Sequence
from html import escape

from youjian.bureau.language import pick
from youjian.bureau.tax.contracts import TaxMonth, TaxpayerOut

_STYLE = (
    "body{font:14px/1.6 sans-serif;max-width:1100px;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:4px 8px;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
)


def summary(told: TaxpayerOut, months: Sequence[TaxMonth], made: str) -> str:
    """Who, what was compared by what limits, month by month, and what is and is not in the tax estimate."""
    title = pick(f"{told.name} 涉税数据比对摘要", f"{told.name}: comparison of tax data")
    basis = told.basis
    said = pick(
        f"比对依据：规则集{basis.rule_set}，允许差{basis.tolerance_pct:g}%且不少于{basis.least_l:g}升；"
        f"增值税率{basis.vat_pct:g}%，附加{basis.surcharge_pct:g}%。",
        f"By rule set {basis.rule_set}: tolerance {basis.tolerance_pct:g} %, {basis.least_l:g} L at least; "
        f"VAT {basis.vat_pct:g} %, surcharges {basis.surcharge_pct:g} %.",
    )
    scope = pick(
        "估算税款仅含未回补差额的销项增值税和附加，未扣进项，不含消费税（在炼制环节征收）"
        "和所得税。"
        "本摘要为数据疑点，供有权部门参考，不作认定。",
        "The estimate holds output VAT and surcharges on what did not come back; no input VAT, "
        "consumption tax (levied at the refinery) or income tax. A reference for those who decide.",
    )
    rows = "".join(_row(month) for month in months)
    heads = "".join(f"<th>{escape(pick(zh, en))}</th>" for zh, en in _HEADS)
    notes = "".join(f"<li>{escape(one.period)} {escape(one.message)}</li>" for one in told.findings)
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{escape('、'.join(told.usccs))} · {escape(made)}</p><p>{escape(said)}</p>"
        f"<table><tr>{heads}</tr>{rows}</table><p>{escape(scope)}</p><ul>{notes}</ul></html>\n"
    )


def _row(month: TaxMonth) -> str:
    cells = [
        month.period,
        month.state_name,
        _litres(month.total.sold_ml),
        _litres(month.total.invoiced_ml),
        _litres(month.total.declared_ml),
        f"{_litres(month.short_ml)} [{_litres(month.low_ml)}, {_litres(month.high_ml)}]"
        if month.short_ml
        else "",
        _litres(month.open_ml) if month.open_ml else "",
        f"{_yuan(month.gap.tax_fen)} [{_yuan(month.gap.low_fen)}, {_yuan(month.gap.high_fen)}]"
        if month.gap.tax_fen
        else "",
    ]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _litres(ml: int) -> str:
    return f"{ml / 1000:,.2f}"


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


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
