"""Numbers missing between two records: raised after 72 hours online, ended when they come."""

import json

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding, finding_id
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import LATER, STATION, after, facts, fuelling, heartbeat

CODE = "fuelling.sequence_gap"
SEEN = 432 + 2 / 60
"""Minutes after the morning at which record 43 was received."""
WAIT = 72 * 60


def test_a_hole_is_raised_after_72_hours_with_the_litres_across_it() -> None:
    held = facts(fuelling(41), fuelling(43))
    assert rule(CODE).judge(held, after(SEEN + WAIT - 1)) == []
    [found] = rule(CODE).judge(held, after(SEEN + WAIT))
    assert found.finding_id == finding_id(CODE, STATION, "nozzle:3", "seq:43")
    assert (found.estimate, found.unit, found.severity) == (30_000, "ml", "alarm")
    assert found.detected_at == after(SEEN + WAIT)
    assert found.message == "第41号与第43号加油记录之间缺1条，按累计泵码其间出油30.00升。"


def test_a_hole_without_litres_is_a_warning() -> None:
    skipped = fuelling(43, totalizer_ml=fuelling(41).totalizer_ml + 30_000)
    [found] = rule(CODE).judge(facts(fuelling(41), skipped), LATER)
    assert (found.estimate, found.severity) == (0, "warning")


def test_a_hole_across_a_reset_has_no_estimate() -> None:
    [found] = rule(CODE).judge(facts(fuelling(41), fuelling(45, totalizer_ml=0)), LATER)
    assert (found.estimate, found.low, found.high) == (None, None, None)
    assert json.loads(found.evidence)["figures"]["missing"] == 3


def test_hours_offline_do_not_count_as_waiting() -> None:
    silent_hour = [heartbeat(minute) for minute in (*range(400, 1000, 5), *range(1060, 6000, 5))]
    held = facts(fuelling(41), fuelling(43), *silent_hour)
    assert rule(CODE).judge(held, after(SEEN + WAIT + 60)) == []
    assert len(rule(CODE).judge(held, after(SEEN + WAIT + 66))) == 1


def test_a_hole_that_is_filled_later_is_ended_once() -> None:
    said = rule(CODE).judge(facts(fuelling(41), fuelling(43)), LATER)
    late = fuelling(42, received_at=after(50_000))
    filled = facts(fuelling(41), late, fuelling(43), said=said)
    now = after(50_010)
    [ended] = revise(struct_table(Finding, said), rule(CODE).judge(filled, now), now)
    assert (ended.finding_id, ended.revision, ended.status) == (said[0].finding_id, 2, "ended")
    assert revise(struct_table(Finding, [*said, ended]), rule(CODE).judge(filled, now), now) == []


def test_a_hole_no_longer_held_stays_open() -> None:
    said = rule(CODE).judge(facts(fuelling(41), fuelling(43)), LATER)
    pruned = facts(fuelling(50), fuelling(51), said=said)
    now = after(50_010)
    assert revise(struct_table(Finding, said), rule(CODE).judge(pruned, now), now) == []


def test_a_counter_that_began_anew_leaves_no_hole() -> None:
    anew = [
        fuelling(n, started_at=after(1000 + n), ended_at=after(1001 + n), received_at=None) for n in (1, 2)
    ]
    assert rule(CODE).judge(facts(fuelling(41), fuelling(42), *anew), LATER) == []
    [found] = rule(CODE).judge(facts(fuelling(41), fuelling(43), *anew), LATER)
    assert found.finding_id == finding_id(CODE, STATION, "nozzle:3", "seq:43")


def test_a_clock_set_back_hides_no_hole() -> None:
    times = {"started_at": after(360), "ended_at": after(362), "received_at": after(SEEN)}
    assert len(rule(CODE).judge(facts(fuelling(41), fuelling(43, **times)), LATER)) == 1


def test_a_record_made_from_totals_that_has_the_missing_litres_decides_nothing() -> None:
    whole = {"totalizer_ml": fuelling(43).totalizer_ml, "source": "total_diff"}
    [found] = rule(CODE).judge(facts(fuelling(41), fuelling(43, volume_ml=60_000, **whole)), LATER)
    assert (found.estimate, found.severity, found.verdict) == (0, "info", "undecidable")
    [short] = rule(CODE).judge(facts(fuelling(41), fuelling(43, volume_ml=30_000, **whole)), LATER)
    assert (short.estimate, short.severity, short.verdict) == (30_000, "alarm", "discrepancy")
