"""The part of a station's page that is about one tank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from youjian.detection.balance.meters import MeterClaim
from youjian.detection.balance.nights import night_at
from youjian.detection.balance.standing import Standing
from youjian.reports.document import Block, Column, Figure, Heading, Table, Text
from youjian.reports.forest import MeterRow, Said, forest_plot
from youjian.reports.numbers import (
    NONE,
    litres,
    margin,
    micros_of,
    percent,
    plain,
    short_clock,
    signed_litres,
)
from youjian.reports.plots import Mark, residual_plot, stock_plot
from youjian.reports.raised import Raised
from youjian.reports.sheets import TankSheet, Totals, Window
from youjian.reports.unloadings import Unloading
from youjian.reports.words import SEVERITIES, product_colour, product_word

_OF_BOOKS = ("stock.", "meter.", "gauge.")
LEAST_LOSS_L_H = 0.757
"""The leak rate that a monthly test must find (EPA, 0.2 gal/h)."""


@dataclass(frozen=True)
class Known:
    """What a tank's part needs beside its book: the findings with their numbers, and what is known of meters.

    `verified` are indication errors at the last verification, percent, by nozzle; `honest_meters` what all
    meters together may be off when a loss is told apart from them (a share, one standard deviation).
    """

    window: Window
    numbered: Sequence[tuple[int, Raised]]
    verified: Mapping[int, float]
    honest_meters: float


def tank_blocks(tank: TankSheet, known: Known) -> tuple[Block, ...]:
    """Balance, residuals, meters, unloadings and losses of one tank."""
    name = tank_word(tank)
    head = Heading(f"{name}　{product_word(tank.product)}　容量{litres(tank.capacity_l)}升")
    if tank.totals is None:
        return head, Text("本时段没有可用的液位读数，不能编制账实曲线。", "note")
    marks = _marks(tank, known)
    return (
        head,
        Table(_TOTALS, (_totals(tank.totals),), ""),
        _stock(tank, known.window, marks, name),
        _residuals(tank, known.window, marks, name),
        *_meters(tank, known, name),
        Heading("进油单据与液位对照", 3),
        Table(_UNLOADINGS, tuple(_unloading(one) for one in tank.unloadings), "本时段没有进油。"),
        Heading("损耗", 3),
        Text(loss_sentence(tank.standing, known.honest_meters) + _until(tank)),
    )


def tank_word(tank: TankSheet) -> str:
    """A tank's name; tanks that share their level have one book."""
    if len(tank.tank_ids) == 1:
        return f"{tank.tank_ids[0]}号罐"
    return "、".join(f"{tank_id}号" for tank_id in tank.tank_ids) + "罐（连通，合并计算）"


_TOTALS = tuple(
    Column(title, numeric=True)
    for title in (
        "期初（液位）",
        "＋有单进油",
        "＋未匹配进油",
        "－加油记录",
        "＝期末账面",
        "期末（液位）",
        "账面－液位",
        "占销量",
    )
)
_UNLOADINGS = (
    Column("时间"),
    Column("进油单", code=True),
    Column("单据，升（20℃）", numeric=True),
    Column("液位，升（20℃）", numeric=True),
    Column("液位－单据，升（95%）", numeric=True),
    Column("差率", numeric=True),
)


def _totals(totals: Totals) -> tuple[str, ...]:
    share = percent(100 * totals.missing_l / totals.sold_l) if totals.sold_l > 0 else NONE
    parts = (totals.opening_l, totals.documented_l, totals.undocumented_l, totals.sold_l)
    ends = (totals.booked_l, totals.closing_l)
    return (*map(litres, parts), *map(litres, ends), signed_litres(totals.missing_l), share)


def _unloading(one: Unloading) -> tuple[str, ...]:
    when = short_clock(one.start)
    if one.documented_l is None:
        own = f"无；同期回罐、倒罐{litres(one.moved_l)}升" if one.moved_l >= 1 else "未匹配到"
        return when, own, NONE, litres(one.gauged_l), NONE, NONE
    names = "、".join(paper.delivery_id for paper in one.papers) + (
        "（多罐合卸，按液位分摊）" if one.shared else ""
    )
    difference = f"{signed_litres(one.excess_l)} {margin(one.sd_l)}"
    share = percent(100 * one.excess_l / one.documented_l) if one.documented_l > 0 else NONE
    return when, names, litres(one.documented_l), litres(one.gauged_l), difference, share


def _stock(tank: TankSheet, window: Window, marks: Sequence[Mark], name: str) -> Figure:
    svg = stock_plot(tank, window, marks, f"{name}账实曲线")
    caption = "账实曲线：液位实测与账面库存，20℃升；阴影为疑点所指时段，数字为疑点编号。"
    return Figure(svg, caption, f"{name}账实曲线")


def _residuals(tank: TankSheet, window: Window, marks: Sequence[Mark], name: str) -> Figure:
    svg = residual_plot(tank, window, marks, f"{name}残差")
    caption = (
        "残差：上图为每夜实测与预期之差（已扣除罐容表、计量与损耗的已知部分），红虚线为±3倍标准差；"
        "下图为账面与液位之差的累计，未扣除罐容表与计量误差。"
    )
    return Figure(svg, caption, f"{name}残差")


def _meters(tank: TankSheet, known: Known, name: str) -> tuple[Block, ...]:
    rows = meter_rows(tank.standing, known.verified, known.numbered)
    if not rows:
        return (Text("没有足够的数据估计各枪示值误差。", "note"),)
    svg = forest_plot(rows, product_colour(tank.product), f"{name}各枪示值误差")
    caption = (
        "各枪示值误差估计（自有记录以来的平均值，95%区间）；单据少时各枪的共同部分不易与罐容表、单据误差分开，"
        f"区间较宽。{_until(tank)}以现场检定为准。"
    )
    return (Figure(svg, caption, f"{name}各枪示值误差"),)


def meter_rows(
    standing: Standing | None, verified: Mapping[int, float], numbered: Sequence[tuple[int, Raised]]
) -> list[MeterRow]:
    """Every meter of a tank's account in percent, and all together; nothing without an account or nozzles."""
    if standing is None or not standing.nozzles:
        return []
    bias, cov = standing.meters()
    sd = np.sqrt(np.diag(cov)) * standing.scale()
    rows = [
        MeterRow(
            f"{nozzle}号枪",
            *_error(float(share), float(spread)),
            verified=verified.get(nozzle),
            said=_said(f"nozzle:{nozzle}", numbered),
        )
        for nozzle, share, spread in zip(standing.nozzles, bias, sd, strict=True)
    ]
    together = MeterRow(
        "全部枪合计", *_error(*standing.common()), said=_said(f"tank:{standing.tank_id}", numbered)
    )
    return [*rows, together] if len(rows) > 1 else rows


def _error(share: float, sd: float) -> tuple[float, float, float]:
    return MeterClaim(None, 0, share, sd, "absolute").error_percent()


def _said(subject: str, numbered: Sequence[tuple[int, Raised]]) -> tuple[Said, ...]:
    """What findings that stand say of a meter's error."""
    return tuple(
        Said(number, one.estimate, one.low, one.high, SEVERITIES[one.severity].colour)
        for number, one in numbered
        if one.subject == subject and one.rule.startswith("meter.") and one.stands and one.unit == "percent"
        if one.estimate is not None and one.low is not None and one.high is not None
    )


def loss_sentence(standing: Standing | None, honest_meters: float) -> str:
    """The steady loss of a tank with its interval, or that there is no account yet."""
    if standing is None:
        return "没有足够的数据估计损耗。"
    rate, sd = standing.loss(honest_meters)
    low, high = (rate - 1.96 * sd) / 24, (rate + 1.96 * sd) / 24
    hourly, ends = plain(rate / 24, 2), f"{plain(low, 2)}～{plain(high, 2)}"
    return (
        f"与销售无关的持续减少估计为每小时{hourly}升（95%区间{ends}升），即每天{plain(rate, 1)}升；"
        f"泄漏检测的参照值为每小时{LEAST_LOSS_L_H}升。负值表示没有观察到减少。"
    )


def _until(tank: TankSheet) -> str:
    """Says so where the account is read before fuel began to be missing."""
    if not tank.undisturbed or tank.standing is None:
        return ""
    return f"此处按{short_clock(night_at(tank.standing.night))}（未记录出油疑点开始前）的账目估计。"


def _marks(tank: TankSheet, known: Known) -> list[Mark]:
    """The spans of findings about this tank, its nozzles or its gauge that stand."""
    mine = {f"tank:{n}" for n in tank.tank_ids} | {f"nozzle:{n}" for n in tank.nozzles}
    return [
        Mark(
            number,
            micros_of(one.started_at),
            known.window.end if one.ended_at is None else micros_of(one.ended_at),
            SEVERITIES[one.severity].colour,
        )
        for number, one in known.numbered
        if one.subject in mine and one.stands and one.rule.startswith(_OF_BOOKS)
    ]
