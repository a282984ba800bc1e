"""fuelling.amount_mismatch: volume times price is not the amount."""

from datetime import datetime

import numpy as np

from youjian.contract.findings import Finding, anchor_of_key
from youjian.detection import parameters as p
from youjian.detection.evidence import Row, Size, Where, Words, finding, known_of, litres, rows
from youjian.detection.facts import Facts
from youjian.detection.pairs import factor, integers, weigh
from youjian.detection.rule import Rule


class AmountMismatch(Rule):
    """金额 = 油量 × 单价.

    Basis: contract. `amount_fen` equals `volume_ml * unit_price_fen / 1000` within 1 fen plus half the
    dispenser's volume step (5 mL) at that price, because a fuelling preset in yuan stops at the nearest
    0.01 L. Compared in whole thousandths of a fen, so nothing is rounded.

    >>> from youjian.detection.registry import rule
    >>> from youjian.detection.samples import LATER, facts, fuelling
    >>> [finding] = rule("fuelling.amount_mismatch").judge(facts(fuelling(7, amount_fen=20_000)), LATER)
    >>> finding.estimate, finding.unit
    (-2680.0, 'fen')
    """

    code = "fuelling.amount_mismatch"
    tick = "pairwise"
    severities = ("warning", "info")
    anchor = "key of the record: `seq`"
    tables = ("fuellings",)
    explained_by = "加油途中调价、优惠直接冲减机显金额；请核对调价时间与优惠方式"
    absent = "superseded"
    parameters: p.AmountMismatch

    def judge(self, facts: Facts, as_of: datetime) -> list[Finding]:
        """One finding per fuelling whose amount is off."""
        fuellings = facts.known("fuellings", as_of)
        price, amount, volume = (
            factor(integers(fuellings, name)) for name in ("unit_price_fen", "amount_fen", "volume_ml")
        )
        off = amount * 1000 - volume * price
        allowed = self.parameters.tolerance_fen * 1000 + self.parameters.half_volume_step_ml * price
        return [self._say(row) for row in rows(fuellings, np.asarray(abs(off) > allowed, dtype=bool))]

    def _say(self, row: Row) -> Finding:
        thousandths = row["volume_ml"] * row["unit_price_fen"]
        off = (row["amount_fen"] * 1000 - thousandths) / 1000
        severity, verdict, words = weigh("warning", _words(row, thousandths / 100_000, off / 100), row)
        where = Where(
            station_id=row["station_id"],
            subject=f"nozzle:{row['nozzle_id']}",
            anchor=anchor_of_key(seq=row["seq"]),
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            detected_at=known_of(row),
        )
        return finding(
            self,
            where,
            Size.exact(off, "fen"),
            words,
            severity=severity,
            verdict=verdict,
            records={"fuellings": [row]},
            figures={
                "expected_fen": thousandths / 1000,
                "amount_fen": row["amount_fen"],
                "difference_fen": off,
            },
        )


def _words(row: Row, expected: float, off: float) -> Words:
    volume, price, amount = litres(row["volume_ml"]), row["unit_price_fen"] / 100, row["amount_fen"] / 100
    return Words(
        f"油量{volume}升按单价{price:.2f}元应为{expected:.2f}元，记录金额{amount:.2f}元，相差{abs(off):.2f}元。",
        f"{volume} L at {price:.2f} yuan/L make {expected:.2f} yuan, the record says {amount:.2f} yuan: "
        f"{abs(off):.2f} yuan apart.",
    )
