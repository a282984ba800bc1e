"""The rates of tax that apply to a month."""

from datetime import date

from youjian.bureau.tax.models import TaxRate
from youjian.bureau.tax.periods import last_day
from youjian.detection.books.taxpayer_gap import TaxRates

SURCHARGES = ("urban", "education", "local_education", "surcharge")
"""What is levied on value added tax: 城市维护建设税, 教育费附加, 地方教育附加, and all else together."""


class RateTable:
    """All rates, read once."""

    def __init__(self) -> None:
        self._rows = list(TaxRate.objects.order_by("valid_from").values_list("kind", "valid_from", "pct"))

    def of(self, month: str) -> TaxRates:
        """The rates on the last day of a month; 0 where none applied."""
        return TaxRates(self._latest("vat", last_day(month)), sum(self.surcharges(month).values()))

    def surcharges(self, month: str) -> dict[str, float]:
        """Percent of the value added tax by kind of surcharge, on the last day of a month."""
        day = last_day(month)
        made = {kind: self._latest(kind, day) for kind in SURCHARGES}
        return {kind: pct for kind, pct in made.items() if pct}

    def _latest(self, kind: str, day: date) -> float:
        found = [pct for named, valid_from, pct in self._rows if named == kind and valid_from <= day]
        return found[-1] if found else 0.0
