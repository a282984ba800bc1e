"""A paper on its way in: what was given, what it would be stored as, what is wrong, what was worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from youjian.bureau.registry.ranges import uscc_fault
from youjian.contract.records import Record

_code_fault = lru_cache(maxsize=8192)(uscc_fault)
Fault = tuple[str | None, str, str]
"""A column of the paper's sheet (None: the whole paper), then the sentence in Chinese and in English."""
MOST_LITRES = 2_000_000
"""No delivery, trip or invoice line of a station is larger: such a figure is in another unit."""


@dataclass(eq=False)
class PaperDraft:
    """One paper. `given` are the values of its sheet's columns, `record` what the ledger would hold.

    `basis` says how its litres came about: `stated`, `density` or `statutory`. One that is `passed_over` is
    not for the ledger, and nothing is wrong with that.
    """

    given: Mapping[str, Any]
    record: Record | None = None
    basis: str = "stated"
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    passed_over: bool = False

    def get(self, name: str) -> Any:
        """A column's value; None when it is empty or was not given."""
        return self.given.get(name)

    def fault(self, name: str | None, zh: str, en: str) -> None:
        """Note what is wrong; the first word about a column stands."""
        if name is None or all(name != other for other, _, _ in self.faults):
            self.faults.append((name, zh, en))

    def note(self, name: str | None, zh: str, en: str) -> None:
        """Note what was worked out or assumed."""
        self.notes.append((name, zh, en))

    def pass_over(self, zh: str, en: str) -> None:
        """Say why this is not for the ledger."""
        self.passed_over = True
        self.note(None, zh, en)

    def need(self, name: str, zh: str) -> Any:
        """A column that has to be filled; None with a fault when it is not."""
        value = self.get(name)
        if value is None:
            self.fault(name, f"请填写{zh}。", "This has to be filled in.")
        return value

    def credit_code(self, name: str) -> str | None:
        """A credit code of 18 characters with its check character; None with a fault for another."""
        value = self.get(name)
        wrong = _code_fault(value) if value else None
        if wrong:
            self.fault(name, *wrong)
        return None if wrong else value

    def millilitres(self, name: str) -> int | None:
        """A column of litres as mL: above zero, and no more than one paper can hold."""
        litres = self.get(name)
        if litres is None:
            return None
        if litres <= 0:
            self.fault(name, f"升数应大于0，现为{litres:g}。", f"Litres have to be above 0, not {litres:g}.")
            return None
        if litres > MOST_LITRES:
            self.fault(
                name,
                f"{litres:,.0f}升超出一张单据的范围，请核对单位是否为升。",
                f"{litres:,.0f} L are more than a paper holds; is the unit litres?",
            )
            return None
        return thousandths(litres)

    def kilograms(self) -> Decimal | None:
        """The column of weight: above zero."""
        mass = self.get("mass_kg")
        if mass is None:
            return None
        if not 0 < mass <= MOST_LITRES:
            self.fault(
                "mass_kg", f"重量{mass:g}千克不合理，请核对单位。", f"{mass:g} kg cannot be; check the unit."
            )
            return None
        return Decimal(repr(float(mass)))

    def celsius(self, name: str) -> float | None:
        """A temperature that fuel has."""
        value = self.get(name)
        if value is not None and not -50 <= value <= 60:
            self.fault(name, f"温度{value:g}℃不合理，请核对。", f"{value:g} °C cannot be; please check.")
            return None
        return value

    def density(self) -> float | None:
        """A density at 20 °C in kg/m³; one below 2 was written in g/cm³."""
        value = self.get("density20_kg_m3")
        if value is None:
            return None
        if 0 < value < 2:
            value = round(value * 1000, 6)
            self.note("density20_kg_m3", f"按g/cm³读作{value:g}kg/m³", f"in g/cm³, read as {value:g} kg/m³")
        if not 620 <= value <= 1000:
            self.fault(
                "density20_kg_m3",
                f"密度{value:g}kg/m³不是汽柴油的密度，请核对单位。",
                f"{value:g} kg/m³ is no density of petrol or diesel; check the unit.",
            )
            return None
        return value


def thousandths(value: float | Decimal) -> int:
    """Litres as mL, exact in the digits that were written, half away from zero.

    >>> thousandths(0.1 + 0.2), thousandths(12.3455)
    (300, 12346)
    """
    return int((Decimal(str(value)) * 1000).quantize(Decimal(1), ROUND_HALF_UP))


def hundredths(value: float) -> int:
    """Yuan as fen, exact in the digits that were written.

    >>> hundredths(1.005), hundredths(60000.1)
    (101, 6000010)
    """
    return int((Decimal(str(value)) * 100).quantize(Decimal(1), ROUND_HALF_UP))
