"""Tamper evidence of a gauge: what counts as a change, what is asked when, which levels are none."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from youjian.collector.drivers import tls350_evidence as evidence
from youjian.collector.drivers.tls350_agenda import Agenda, Question
from youjian.collector.drivers.tls350_checks import fits_chart, gauge_faults
from youjian.protocols import tls350

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LOCAL = datetime.fromisoformat("2026-11-22T12:00")


def audit(**changes):
    first = tls350.TankChartAudit(
        tank=1,
        capacity=30_000.0,
        console_serial="CONSOLE-1",
        probe_serial="654321",
        weights_and_measures="",
        chart_changes=[datetime.fromisoformat("2025-07-01T16:33")],
    )
    return tls350.ChartAudit(at=LOCAL, tanks=[msgspec.structs.replace(first, **changes)])


def learned(*replies):
    state, changes = evidence.Evidence(), []
    for reply in replies:
        state, changes = evidence.learn(state, reply)
        state = evidence.decode(msgspec.json.encode(state).decode())  # as after a restart
    return changes


def test_the_first_answer_and_the_same_answer_change_nothing():
    assert learned(audit()) == []
    assert learned(audit(), audit()) == []


def test_another_probe_or_console_is_a_replaced_gauge_with_old_and_new():
    (change,) = learned(audit(), audit(probe_serial="654322"))
    assert (change.number, change.code, change.detail) == (
        1,
        "gauge_replaced",
        "probe serial 654321 -> 654322",
    )
    (change,) = learned(audit(), audit(console_serial="CONSOLE-2"))
    assert change.code == "gauge_replaced"


def test_another_capacity_or_time_of_change_is_a_changed_chart():
    (change,) = learned(audit(), audit(capacity=31_000.0))
    assert (change.code, change.detail) == ("chart_changed", "capacity 30000.0 -> 31000.0")
    (change,) = learned(audit(), audit(chart_changes=[LOCAL]))
    assert change.detail == "chart changed on 2025-07-01 16:33 -> 2026-11-22 12:00"


def test_both_at_once_are_two_events():
    changes = learned(audit(), audit(capacity=1.0, probe_serial="1"))
    assert [change.code for change in changes] == ["gauge_replaced", "chart_changed"]


def test_chart_security_that_is_switched_off_is_a_change_for_all_tanks():
    security = [tls350.ChartSecurity(at=LOCAL, enabled=enabled) for enabled in (True, False)]
    (change,) = learned(*security)
    assert (change.number, change.detail) == (0, "chart security on -> off")


@pytest.mark.parametrize("function", ["i216", "i217"])
def test_a_report_whose_layout_is_not_read_is_compared_as_a_whole(function):
    bodies = [tls350.OtherReply(function=function, device=3, at=LOCAL, body=body) for body in ("AB", "AC")]
    assert learned(bodies[0], bodies[0]) == []
    (change,) = learned(*bodies)
    assert (change.number, change.code) == (3, "chart_changed")
    assert "AB" in change.detail
    assert "AC" in change.detail


def test_a_chart_with_another_point_is_a_change_that_is_outlined():
    charts = [
        tls350.Charts(
            device=2,
            at=LOCAL,
            tanks=[
                tls350.TankChart(
                    tank=2, diameter=2500, full_volume=30_000, slope=0, points=[(1250, middle, 0)]
                )
            ],
        )
        for middle in (15_000, 15_100)
    ]
    assert learned(charts[0], charts[0]) == []
    (change,) = learned(*charts)
    assert (change.number, "full 30000, 1 points" in change.detail) == (2, True)


def test_a_note_that_cannot_be_read_is_an_empty_state():
    assert evidence.decode("{broken") == evidence.Evidence()
    assert evidence.decode(None) == evidence.Evidence()


def test_a_clock_that_jumps_is_told_and_one_that_drifts_is_not():
    state, told = evidence.tick(evidence.Evidence(), -30.0, 600.0)
    assert told is None
    assert evidence.tick(state, 45.0, 600.0) == (state, None)
    state, told = evidence.tick(state, 200.0, 600.0)
    assert told is None
    state, told = evidence.tick(state, 3_800.0, 600.0)
    assert told == "the console's clock moved from +200 s to +3800 s against the platform's"
    assert evidence.tick(state, 3_800.0, 600.0) == (state, None)


def everything(agenda, now, most=40):
    """What is asked when each question is answered at once."""
    asked = []
    for _ in range(most):
        question = agenda.next(now)
        if question is None:
            break
        asked.append(question)
        agenda.answered(question, now)
    return asked


def test_every_question_is_asked_once_and_charts_tank_by_tank():
    asked = everything(Agenda([1, 2], 300, 24), NOW)
    assert len(asked) == len(set(asked)) == 10
    assert asked[0] == Question("i205")
    assert {q.device for q in asked if q.function == "i216"} == {1, 2}
    assert {q.function for q in asked} == {"i205", "i20C", "i218", "i219", "i217", "i216", "i902", "iC01"}


def test_alarms_come_round_more_often_than_evidence_and_all_after_a_reconnect():
    agenda = Agenda([1], 300, 24)
    everything(agenda, NOW)
    later = NOW + timedelta(seconds=301)
    assert everything(agenda, later) == [Question("i205")]
    agenda.reconnected(later)
    assert len(everything(agenda, later)) == 8


def test_what_the_console_does_not_know_is_left_until_tomorrow_even_after_a_reconnect():
    agenda = Agenda([1], 300, 24)
    question = agenda.next(NOW)
    assert question is not None
    agenda.unknown(question, NOW)
    agenda.reconnected(NOW)
    assert question not in everything(agenda, NOW)
    assert question in everything(agenda, NOW + timedelta(hours=25))


def test_a_question_that_fails_waits_its_turn():
    agenda = Agenda([1], 3600, 24)
    question = agenda.next(NOW)
    assert question is not None
    agenda.failed(question, NOW)
    assert question not in everything(agenda, NOW + timedelta(minutes=9))
    assert question in everything(agenda, NOW + timedelta(minutes=11))


def test_a_question_that_failed_three_times_is_left_until_tomorrow():
    agenda = Agenda([1], 3600, 24)
    question = agenda.next(NOW)
    assert question is not None
    for _ in range(3):
        agenda.failed(question, NOW)
    assert question not in everything(agenda, NOW + timedelta(hours=23))
    assert question in everything(agenda, NOW + timedelta(hours=25))


def test_a_clock_that_was_years_ahead_and_is_put_back_silences_nothing():
    agenda = Agenda([1], 300, 24)
    everything(agenda, NOW + timedelta(days=800))
    assert len(everything(agenda, NOW)) == 8


def test_a_delivery_that_ended_is_asked_for_at_once():
    agenda = Agenda([1], 300, 24)
    everything(agenda, NOW)
    agenda.delivered(NOW)
    assert everything(agenda, NOW) == [Question("i20C")]


def test_alarms_that_stand_for_a_broken_gauge_are_told_apart():
    alarms = [
        tls350.Alarm(category=c, code=n, device=2) for c, n in (("02", "09"), ("02", "11"), ("01", "09"))
    ]
    assert gauge_faults(tls350.Alarms(function="i205", at=LOCAL, alarms=alarms)) == {2: {"probe out"}}
    lines = [
        "TANK   PRODUCT   STATUS",
        "  3    DIESEL     INVALID FUEL LEVEL ALARM",
        "  4    SUPER     NORMAL",
    ]
    report = tls350.DisplayReport(function="I205", at=LOCAL, lines=lines)
    assert gauge_faults(report) == {3: {"invalid fuel level"}}
    assert gauge_faults(tls350.UnknownCommand()) is None


def test_a_volume_is_held_against_the_consoles_own_chart():
    chart = tls350.TankChart(
        tank=1, diameter=2000.0, full_volume=30_000.0, slope=0.0, points=[(1000.0, 15_000.0, 0.0)]
    )
    tank = tls350.TankInventory(
        tank=1, volume=15_000, tc_volume=0, ullage=0, height=1000, water=0, temperature=20
    )
    assert fits_chart(tank, chart)
    assert not fits_chart(msgspec.structs.replace(tank, volume=16_000), chart)
    assert fits_chart(msgspec.structs.replace(tank, volume=14_000, water_volume=900), chart)
    assert fits_chart(msgspec.structs.replace(tank, volume=None), chart)
