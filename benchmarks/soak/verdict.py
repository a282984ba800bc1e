"""Whether a ledger holds exactly what left the nozzles: every sale once, or in a span that adds up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Sale:
    """A fuelling of the simulator's log, or of the ledger; `source` is the ledger's."""

    station_id: str
    nozzle_id: int
    totalizer_ml: int
    volume_ml: int
    amount_fen: int
    unit_price_fen: int
    seq: int = 0
    source: str = "live"

    @property
    def nozzle(self) -> tuple[str, int]:
        """Station and nozzle."""
        return self.station_id, self.nozzle_id

    @property
    def figures(self) -> tuple[int, int, int]:
        """What a customer paid for."""
        return self.volume_ml, self.amount_fen, self.unit_price_fen


@dataclass
class Verdict:
    """Counts of sales, and everything that is not as it should be, in words."""

    sales: int = 0
    exact: int = 0
    spanned: int = 0
    spans: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is missing and nothing is wrong."""
        return not self.missing and not self.wrong


def judge(truth: Iterable[Sale], ledger: Iterable[Sale]) -> Verdict:
    """Compare what left the nozzles with what the ledger holds.

    The collector knows nothing of what was before it: a nozzle counts from its first record on. A
    `total_diff` record may stand for several sales that nobody could read one by one; their litres add up.

    >>> one = Sale("3602030017", 1, 30_000, 30_000, 22_680, 756, seq=1)
    >>> judge([one], [one])
    Verdict(sales=1, exact=1, spanned=0, spans=0, missing=[], wrong=[])
    """
    found = Verdict()
    of_ledger = _by_nozzle(ledger)
    for nozzle, sales in _by_nozzle(truth).items():
        _judge_nozzle(found, sales, of_ledger.pop(nozzle, []))
    found.wrong += [f"{sale} is of no simulated nozzle" for rest in of_ledger.values() for sale in rest]
    return found


def _by_nozzle(sales: Iterable[Sale]) -> dict[tuple[str, int], list[Sale]]:
    by_nozzle: dict[tuple[str, int], list[Sale]] = {}
    for sale in sorted(sales):
        by_nozzle.setdefault(sale.nozzle, []).append(sale)
    return by_nozzle


def _judge_nozzle(found: Verdict, truth: Sequence[Sale], records: Sequence[Sale]) -> None:
    if not records:
        found.missing += [f"{sale}: its nozzle was never recorded" for sale in truth]
        return
    if [record.seq for record in records] != list(range(1, len(records) + 1)):
        found.wrong.append(f"{records[0].nozzle}: numbers {[record.seq for record in records]}")
    before = records[0].totalizer_ml - records[0].volume_ml
    counted = [sale for sale in truth if sale.totalizer_ml > before]
    found.sales += len(counted)
    for record in records:
        covered = [sale for sale in counted if before < sale.totalizer_ml <= record.totalizer_ml]
        _judge_record(found, record, covered)
        before = record.totalizer_ml
    found.missing += [f"{sale}: after the last record" for sale in counted if sale.totalizer_ml > before]


def _judge_record(found: Verdict, record: Sale, covered: Sequence[Sale]) -> None:
    if len(covered) == 1 and covered[0].figures == record.figures:
        found.exact += 1
        if covered[0].totalizer_ml != record.totalizer_ml:
            found.wrong.append(f"{record}: the sale ended at {covered[0].totalizer_ml} mL")
    elif record.source == "total_diff" and covered and _sum(covered) == record.volume_ml:
        found.spans += 1
        found.spanned += len(covered)
    else:
        found.wrong.append(f"{record} stands for {list(covered)}")


def _sum(sales: Sequence[Sale]) -> int:
    return sum(sale.volume_ml for sale in sales)
