"""What became of an offer, as the metrics have it: records by outcome and table, quarantine by reason."""

from collections import Counter
from datetime import datetime

from youjian.intake.metrics import Metrics, reason_label
from youjian.intake.offers import Accepted, Chained, Decision, Loose, Offer, Offline
from youjian.intake.records import DEVICE_TABLES
from youjian.ledger.batch import Outcome

_SEVERAL = "several"


def count_decision(metrics: Metrics, offer: Offer, decision: Decision, since: datetime) -> None:
    """Count the records of an offer decided since then; a receipt given out once more counts nothing."""
    if isinstance(decision, Accepted):
        reply = decision.reply
        if datetime.fromisoformat(reply["server_time"]) < since:
            return
        stored, duplicates = reply["stored"], reply["duplicates"]
        held = [(q["table"], q["reason"].partition(":")[0]) for q in reply["quarantined"]]
    elif isinstance(decision, Outcome):
        stored, duplicates = decision.stored, decision.duplicates
        held = [(table, reason) for table, _, reason in decision.quarantined]
    else:
        return
    taken = _taken(offer, held)
    for outcome, amount in (("stored", stored), ("duplicate", duplicates)):
        for table, part in _by_table(taken, amount, stored + duplicates).items():
            metrics.count("youjian_intake_records_total", part, outcome=outcome, table=table)
    for table, reason in held:
        metrics.count("youjian_intake_records_total", outcome="quarantined", table=_label(table))
        metrics.count("youjian_intake_quarantined_total", reason=reason_label(reason))


def _taken(offer: Offer, held: list[tuple[str, str]]) -> Counter[str]:
    """How many records of each table were stored or known."""
    good = offer.content.good if isinstance(offer, Chained | Offline) else _records(offer)
    bad = offer.content.bad if isinstance(offer, Chained | Offline) else offer.batch.bad
    found = Counter(table for table, _, _ in good)
    found.update(item.table for item in bad)
    found.subtract(table for table, _ in held)
    return +found


def _records(offer: Loose) -> list[tuple[str, int, object]]:
    return list(offer.batch.records)


def _by_table(taken: Counter[str], amount: int, total: int) -> dict[str, int]:
    """An amount by table: known exactly for one table, or when all went one way; otherwise as `several`."""
    if not amount:
        return {}
    if amount == total and sum(taken.values()) == total:
        return dict(taken)
    return {next(iter(taken)) if len(taken) == 1 else _SEVERAL: amount}


def _label(table: str) -> str:
    return table if table in DEVICE_TABLES else "other"
