"""Reads of metering, within the actor's scope."""

from collections import Counter

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.metrology.appointments import nozzles_of as nozzles_of_all
from youjian.bureau.metrology.appointments import rows_of
from youjian.bureau.metrology.contracts import MetrologyOverview, NozzleResultOut, NozzleStanding
from youjian.bureau.metrology.dispenser_file import nozzles_of
from youjian.bureau.metrology.models import BreachNotice, NozzleVerification
from youjian.bureau.metrology.sealing import seals
from youjian.bureau.metrology.showing import result_out
from youjian.bureau.metrology.standing import standing_of, state_of
from youjian.bureau.metrology.words import STANDINGS
from youjian.bureau.problems import not_found
from youjian.bureau.registry import stored
from youjian.bureau.registry.drafts import Row
from youjian.bureau.registry.records import nozzles_at
from youjian.bureau.scope import covers, within
from youjian.bureau.times import now
from youjian.contract.fields import business_day


def results_of(actor: Actor) -> QuerySet[NozzleVerification]:
    """Every verification in detail within the scope."""
    return NozzleVerification.objects.filter(within(actor.scope)).select_related("edition")


def result(actor: Actor, number: int) -> NozzleResultOut:
    """A verification; raises Problem 404."""
    found = results_of(actor).filter(id=number).first()
    if found is None:
        raise not_found(pick(f"检定记录{number}", f"Verification {number}"))
    return result_out(actor, found)


def nozzle_standing(station_id: str, nozzle_id: int) -> NozzleStanding | None:
    """How a nozzle stands, seals included, in the transaction's scope; None for one that is not in use."""
    dispenser = nozzles_at(station_id, now()).get(nozzle_id)
    if dispenser is None:
        return None
    intact = seals(station_id, dispenser.dispenser_id).intact
    rows = nozzles_of(station_id, dispenser.dispenser_id)
    return next((standing_of(row, intact) for row in rows if row["nozzle_id"] == nozzle_id), None)


def overview(actor: Actor) -> MetrologyOverview:
    """The desk in a sentence: how the nozzles in use stand, which seals are off, what waits."""
    today, states = business_day(now()), Counter[str]()
    for row in nozzles_of_all(actor):
        states[state_of(row["result"], row["valid_until"], today)] += 1
    counts = {choice.code: states[choice.code] for choice in STANDINGS}
    broken = len(broken_seals(actor))
    return MetrologyOverview(
        sentence=_sentence(counts, broken),
        nozzles=states.total(),
        broken_seals=broken,
        requested=rows_of(actor).filter(status="requested").count(),
        notices=_notices(actor),
        **counts,
    )


def broken_seals(actor: Actor) -> list[Row]:
    """Seals that were found broken and not replaced since: station, dispenser and position."""
    return [row for row in stored.read(_BROKEN, []) if covers(actor.scope, row["station_id"])]


def _notices(actor: Actor) -> int:
    """Notices to be sent; nobody learns of them who may not see leads."""
    if not actor.may("lead.see"):
        return 0
    return BreachNotice.objects.filter(within(actor.scope), status="prepared").count()


def _sentence(counts: dict[str, int], broken: int) -> str:
    return pick(
        f"{sum(counts.values())}把在用油枪：检定有效{counts['valid'] + counts['soon']}把"
        f"（其中{counts['soon']}把30天内到期），已过期{counts['lapsed']}把，不合格{counts['failed']}把，无记录{counts['never']}把；"
        f"破损未补的铅封{broken}处。",
        f"{sum(counts.values())} nozzles in use: {counts['valid'] + counts['soon']} verified "
        f"({counts['soon']} lapse within 30 days), {counts['lapsed']} lapsed, {counts['failed']} failed, "
        f"{counts['never']} without a record; {broken} broken seals not replaced.",
    )


_BROKEN = """
SELECT DISTINCT station_id, dispenser_id, position FROM ledger.seals AS s
WHERE removed_reason = 'found_broken' AND NOT EXISTS (
    SELECT 1 FROM ledger.seals AS o WHERE (o.station_id, o.dispenser_id, o.position)
        = (s.station_id, s.dispenser_id, s.position) AND o.removed_on IS NULL
)
"""
