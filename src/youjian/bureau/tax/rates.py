"""The rates of tax that apply to a month."""

from datetime import date

from youjian.bureau.tax.models import TaxRate
from youjian.bureau.tax.periods import last_day
from youjian.detection.books.taxpayer_gap import TaxRates


class RateTable:
    """All rates, read once."""

    def __init__(self) -> None:
        self._rows = list(TaxRate.objects.order_by("valid_from").values_list("kind", "valid_from", "pct"))

    def of(self, month: str) -> TaxRates:
        """The rates on the last day of a month; 0 where none applied."""
        day = last_day(month)
        return TaxRates(self._latest("vat", day), self._latest("surcharge", day))

    def _latest(self, kind: str, day: date) -> float:
        found = [pct for named, valid_from, pct in self._rows if named == kind and valid_from <= day]
        return found[-1] if found else 0.0
