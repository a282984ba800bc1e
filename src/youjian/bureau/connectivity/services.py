"""What is done with outages: a person puts one down to another cause than the platform did."""

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.connectivity import selectors
from youjian.bureau.connectivity.contracts import CauseIn, OutageOut
from youjian.bureau.connectivity.measuring import alone, sum_again
from youjian.bureau.connectivity.reading import COLLECTOR
from youjian.bureau.connectivity.rounds import measured_through
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting
from youjian.bureau.times import now


def correct_cause(actor: Actor, number: int, said: CauseIn) -> OutageOut:
    """Put an outage down to a cause and say why; an empty cause goes back to the platform's own.

    The days that it touches are summed again. Raises Problem 404 outside of the scope, 409 for an outage of a
    device, 422 without a reason.
    """
    reason = said.reason.strip().replace("\x00", "")
    if not reason:
        raise Problem(422, "empty", pick("请写明更正理由。", "Please say why."))
    with acting(actor):
        alone()
        row = selectors.outages_of(actor).select_for_update().filter(id=number).first()
        if row is None:
            raise not_found(pick(f"离线记录{number}", f"Outage {number}"))
        if row.device != COLLECTOR:
            zh = "设备的离线不参加排名，不需要更正原因。请更正采集终端的离线记录。"
            en = "Devices are not ranked: correct the outage of the station's collector."
            raise Problem(409, "not_ranked", pick(zh, en))
        before = {"cause": row.corrected or row.cause}
        row.corrected, row.corrected_reason = said.cause, reason
        row.corrected_by, row.corrected_by_name, row.corrected_at = actor.username, actor.display_name, now()
        row.save()
        sum_again(row.station_id, row.starts_at, measured_through() or now())
        journal.record(
            actor,
            "outage.correct",
            f"outage:{row.pk}",
            station_id=row.station_id,
            before=before,
            after={"cause": row.corrected or row.cause, "starts_at": row.starts_at, "reason": reason},
        )
    return selectors.outage(actor, number)
