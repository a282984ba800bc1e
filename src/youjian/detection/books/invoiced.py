"""Purchase invoices beside delivery documents: bought on paper alone, or come without an invoice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from youjian.contract.fields import day_bounds
from youjian.detection.books.flows import Flow
from youjian.detection.books.papers import Paper, invoice_of
from youjian.detection.books.products import family
from youjian.detection.books.stock import HOUR
from youjian.detection.evidence import Row
from youjian.detection.moments import moment_of
from youjian.detection.parameters import PurchaseMismatch

_BEFORE = 15 * 24 * HOUR


@dataclass(frozen=True)
class Invoiced:
    """Litres of a month's books that invoices add to the documents, and litres that no invoice covers.

    `extra` are the invoices that no document names or that say more than their documents; `extra_l` is less
    what red-letter ones take back. `bare` are the documents without an invoice. Invoices decide nothing when
    documents seldom name them: both are empty.
    """

    extra_l: float
    extra: tuple[Row, ...]
    bare_l: float
    bare: tuple[Paper, ...]


def invoiced(
    flow: Flow, told: Sequence[Paper], invoices: Sequence[Row], parameters: PurchaseMismatch
) -> Invoiced:
    """The invoices of a family beside the documents of its books."""
    numbers = {invoice_of(row["invoice_no"]) for row in invoices}
    linked = [paper for paper in told if invoice_of(paper.row["invoice_no"]) in numbers]
    if not linked or len(linked) < parameters.linked_share * len(told):
        return Invoiced(0.0, (), 0.0, ())
    documents: dict[str | None, float] = defaultdict(float)
    for paper in linked:
        documents[invoice_of(paper.row["invoice_no"])] += paper.row["documented_volume_ml"] / 1000
    extra: list[tuple[float, list[Row]]] = []
    taken_back = 0.0
    first = min(paper.at for paper in told)
    since = first + parameters.invoice_edge_days * 24 * HOUR
    for number, lines in _issued_within(flow, invoices, since).items():
        litres, covered = sum(row["volume_ml"] for row in lines) / 1000, documents[number]
        taken_back -= min(litres, 0.0)
        if litres > covered * (1 + parameters.conversion_pct / 100):
            extra.append((litres - covered, lines))
    bare = tuple(paper for paper in flow.papers if invoice_of(paper.row["invoice_no"]) not in numbers)
    near = [paper for paper in told if flow.start - _BEFORE <= paper.at <= flow.end and paper not in linked]
    waiting = sum(paper.row["documented_volume_ml"] / 1000 for paper in near)
    added = max(sum(litres for litres, _ in extra) - taken_back - waiting, 0.0)
    return Invoiced(
        added, tuple(row for _, lines in extra for row in lines), sum(p.litres20 for p in bare), bare
    )


def _issued_within(flow: Flow, invoices: Sequence[Row], since: int) -> dict[str | None, list[Row]]:
    """Lines of the family and of the time of the books by invoice, none before a moment (µs).

    What was invoiced soon after the data begin may be of a document from before.
    """
    earliest = moment_of(max(flow.start, since))
    made: dict[str | None, list[Row]] = defaultdict(list)
    for row in invoices:
        opens, closes = day_bounds(row["issued_on"])
        if family(row["product"]) == flow.family and earliest <= opens and closes <= moment_of(flow.end):
            made[invoice_of(row["invoice_no"])].append(row)
    return made
