"""Seals, verifications, licences and tax chips: what the register says of a day."""

from datetime import date, timedelta

import pytest

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding, finding_id
from youjian.contract.records import Record
from youjian.detection.moments import after_day, midnight
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import (
    LATER,
    MORNING,
    STATION,
    after,
    event,
    facts,
    fuelling,
    maintenance,
    nozzle,
    seal,
    station,
    tax_state,
    verification,
)

SEAL, VERIFIED, LICENCE, TAX = (
    "seal.broken",
    "verification.overdue",
    "licence.lapsed",
    "dispenser.tax_state",
)
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def seals(*records: Record, said: tuple[Finding, ...] = ()) -> list[Finding]:
    return rule(SEAL).judge(facts(*records, present=["device_events"], said=said), LATER)


def verified(*records: Record, on: date = TODAY) -> list[tuple[str, str]]:
    held = facts(station(), *records, present=["fuellings"])
    return [(f.severity, f.status) for f in rule(VERIFIED).judge(held, midnight(on) + timedelta(hours=12))]


def test_a_broken_seal_is_an_alarm_on_its_device() -> None:
    [found] = seals(event("seal_broken"))
    anchor = "device:dispenser:2,at:2026-11-22T00:00:00.000000Z,code:seal_broken"
    assert found.finding_id == finding_id(SEAL, STATION, "dispenser:2", anchor)
    assert (found.severity, found.subject) == ("alarm", "dispenser:2")


def test_what_authority_took_off_was_not_broken() -> None:
    off = seal(removed_on=TODAY, removed_reason="verification")
    again = seal(seal_no="A1002", applied_on=TODAY)
    other = seal(position="encoder", seal_no="B7")
    assert seals(event("seal_broken"), off, again, other) == []
    assert seals(event("seal_broken", detail="meter_adjuster A1001"), off, again, other) == []
    assert len(seals(event("seal_broken", detail="encoder B7"), off, again, other)) == 1
    assert seals(event("seal_broken", device="nozzle:3"), off, again, nozzle()) == []
    assert len(seals(event("seal_broken", device="nozzle:3"), off, again, nozzle(dispenser_id=1))) == 1
    assert len(seals(event("seal_broken", at=MORNING + DAY), off, again)) == 1


def test_a_seal_found_broken_counts_when_its_day_is_over() -> None:
    gone = seal(removed_on=TODAY, removed_reason="found_broken")
    held = facts(gone, present=["device_events"])
    assert rule(SEAL).judge(held, after_day(TODAY) - timedelta(minutes=10)) == []
    [found] = rule(SEAL).judge(held, after_day(TODAY))
    assert (found.started_at, found.ended_at) == (midnight(TODAY), after_day(TODAY))
    assert after_day(TODAY) in set(rule(SEAL).moments(held, MORNING, LATER) or ())


def test_a_position_without_a_seal_is_raised_after_a_day_and_ended_when_sealed() -> None:
    off = seal(removed_on=TODAY, removed_reason="authorised_repair")
    bare = facts(off, present=["device_events"])
    assert rule(SEAL).judge(bare, after_day(TODAY) + timedelta(hours=23)) == []
    [found] = rule(SEAL).judge(bare, after_day(TODAY + DAY))
    assert (found.status, found.ended_at) == ("open", None)
    sealed = facts(
        off, seal(seal_no="A2", applied_on=date(2026, 11, 25)), present=["device_events"], said=[found]
    )
    assert [f.status for f in rule(SEAL).judge(sealed, midnight(date(2026, 11, 24)))] == ["open"]
    [over] = rule(SEAL).judge(sealed, midnight(date(2026, 11, 26)))
    assert (over.finding_id, over.status, over.ended_at) == (
        found.finding_id,
        "ended",
        midnight(date(2026, 11, 25)),
    )


def test_a_dispenser_under_repair_waits_for_its_seal() -> None:
    off = seal(removed_on=TODAY, removed_reason="authorised_repair")
    long = maintenance("dispenser:2", 0, 5 * 1440)
    held = facts(off, long, present=["device_events"])
    assert rule(SEAL).judge(held, after(4 * 1440)) == []
    assert rule(SEAL).judge(held, after(6 * 1440)) == []
    assert len(rule(SEAL).judge(held, after(6 * 1440 + 10))) == 1


def test_old_seals_that_were_replaced_say_nothing() -> None:
    old = seal(
        seal_no="Z", applied_on=date(2025, 1, 1), removed_on=date(2026, 10, 22), removed_reason="verification"
    )
    assert seals(old, seal()) == []


@pytest.mark.parametrize(
    ("valid_until", "found"),
    [
        (date(2026, 12, 23), []),
        (date(2026, 12, 22), [("warning", "open")]),
        (TODAY, [("warning", "open")]),
        (date(2026, 11, 21), [("alarm", "open")]),
    ],
)
def test_a_certificate_holds_through_its_last_day(valid_until: date, found: list[tuple[str, str]]) -> None:
    assert verified(verification(valid_until=valid_until)) == found


@pytest.mark.parametrize(
    ("applied", "severity"), [(date(2026, 11, 21), "warning"), (date(2026, 11, 22), "alarm"), (None, "alarm")]
)
def test_only_a_timely_application_softens_it(applied: date | None, severity: str) -> None:
    row = verification(valid_until=date(2026, 11, 21), renewal_applied_on=applied)
    assert verified(row) == [(severity, "open")]


def test_the_latest_verification_up_to_the_day_counts() -> None:
    old = verification(valid_until=date(2026, 11, 1))
    new = verification(verified_on=date(2026, 11, 25), certificate_no="2", valid_until=date(2027, 5, 24))
    assert verified(old, new) == [("alarm", "open")]
    assert verified(old, new, on=date(2026, 11, 25)) == []


def test_a_new_certificate_ends_what_was_said_of_the_old() -> None:
    old = verification(valid_until=date(2026, 11, 21))
    [found] = rule(VERIFIED).judge(facts(station(), old, present=["fuellings"]), after(20))
    new = verification(verified_on=date(2026, 11, 30), certificate_no="2", valid_until=date(2027, 5, 29))
    held = facts(station(), old, new, present=["fuellings"], said=[found])
    [over] = revise(struct_table(Finding, [found]), rule(VERIFIED).judge(held, LATER), LATER)
    assert (over.revision, over.status, over.ended_at) == (2, "ended", midnight(date(2026, 11, 30)))


def test_a_failed_nozzle_may_not_sell_from_the_next_day() -> None:
    failed = verification(verified_on=TODAY, result="fail", certificate_no="F")
    tomorrow = fuelling(120)
    assert verified(verification(), failed, fuelling(1), on=TODAY + DAY) == []
    assert verified(verification(), failed, tomorrow, on=TODAY + 2 * DAY) == [("alarm", "open")]
    returned = fuelling(120, kind="test_return")
    assert verified(verification(), failed, returned, on=TODAY + 2 * DAY) == []
    mended = verification(verified_on=TODAY, certificate_no="G")
    assert verified(failed, mended, tomorrow, on=TODAY + 2 * DAY) == []


def test_nothing_is_said_of_a_nozzle_without_verifications_or_a_station_that_rests() -> None:
    assert verified(nozzle()) == []
    resting = station(status="suspended")
    row = verification(valid_until=date(2026, 11, 1))
    assert rule(VERIFIED).judge(facts(resting, row, present=["fuellings"]), LATER) == []
    assert len(rule(VERIFIED).judge(facts(resting, row, fuelling(1)), LATER)) == 1


def test_verification_moments_name_notice_expiry_and_the_first_sale() -> None:
    row = verification(valid_until=date(2026, 12, 25))
    failed = verification(nozzle_id=4, verified_on=date(2026, 11, 1), result="fail")
    sale = fuelling(2, nozzle_id=4)
    named = set(rule(VERIFIED).moments(facts(station(), row, failed, sale), MORNING, after(40 * 1440)) or ())
    assert named >= {midnight(date(2026, 11, 25)), after_day(date(2026, 12, 25)), sale.received_at}


def test_a_licence_holds_through_its_last_day() -> None:
    held = (station(licence_valid_until=TODAY), fuelling(1))
    assert rule(LICENCE).judge(facts(*held), after(100)) == []
    [found] = rule(LICENCE).judge(facts(*held, fuelling(97), fuelling(98)), after(1000))
    assert (found.severity, found.subject, found.estimate) == ("alarm", "station", 60_000)
    assert found.started_at == fuelling(97).started_at


@pytest.mark.parametrize(
    ("applied", "severity"), [(date(2026, 11, 21), "warning"), (date(2026, 11, 22), "alarm"), (None, "alarm")]
)
def test_a_timely_renewal_makes_it_a_warning(applied: date | None, severity: str) -> None:
    lapsed = station(licence_valid_until=date(2026, 11, 21), licence_renewal_applied_on=applied)
    assert [f.severity for f in rule(LICENCE).judge(facts(lapsed, fuelling(1)), after(60))] == [severity]


def test_an_unknown_expiry_and_what_is_no_sale_say_nothing() -> None:
    assert rule(LICENCE).judge(facts(station(), fuelling(1)), after(60)) == []
    lapsed = station(licence_valid_until=date(2026, 11, 1))
    assert rule(LICENCE).judge(facts(lapsed, fuelling(1, kind="self_use")), after(60)) == []


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_a_station_that_may_not_trade_is_raised_while_it_sells(status: str) -> None:
    held = facts(station(status=status), fuelling(1))
    [found] = rule(LICENCE).judge(held, after(20))
    assert (found.severity, found.started_at) == ("alarm", fuelling(1).started_at)
    assert rule(LICENCE).judge(held, after(200)) == []
    assert fuelling(1).received_at in set(rule(LICENCE).moments(held, MORNING, LATER) or ())


def test_a_licence_in_order_again_ends_it() -> None:
    [found] = rule(LICENCE).judge(
        facts(station(licence_valid_until=date(2026, 11, 1)), fuelling(1)), after(20)
    )
    renewed = facts(station(licence_valid_until=date(2029, 11, 1)), fuelling(1), said=[found])
    assert [f.status for f in rule(LICENCE).judge(renewed, after(60))] == ["ended"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 0),
        ({"initialised": False}, 1),
        ({"chip_taxpayer": "91362304890D1T4PBM"}, 1),
        ({"chip_taxpayer": None}, 0),
        ({"chip_taxpayer": " 91350100m000100y43"}, 0),
    ],
)
def test_a_chip_must_be_initialised_and_name_the_taxpayer(changes: dict[str, object], found: int) -> None:
    assert len(rule(TAX).judge(facts(station(), tax_state(**changes)), LATER)) == found


def test_a_chip_that_says_as_much_as_it_may_is_judged_all_the_same() -> None:
    longest = "x" * 512
    wrong = tax_state(initialised=False, chip_taxpayer=longest, factory_no=longest)
    [found] = rule(TAX).judge(facts(station(), wrong), LATER)
    assert len(found.message) <= 512
    assert longest in found.evidence


def test_a_wrong_chip_is_one_episode_until_it_is_mended_and_the_next_is_another() -> None:
    states = [
        tax_state(read_at=after(60 * n), received_at=after(60 * n), initialised=ok)
        for n, ok in enumerate([True, False, False, True, False])
    ]
    held, said = list[Record]([station(), *states]), list[Finding]()
    for tick in sorted(rule(TAX).moments(facts(*held), MORNING, LATER) or ()):
        judged = rule(TAX).judge(facts(*held, said=said), tick)
        said += revise(struct_table(Finding, said), judged, tick)
    told = [(f.revision, f.status, f.started_at, f.detected_at) for f in said]
    assert told == [
        (1, "open", after(60), after(60)),
        (2, "ended", after(60), after(180)),
        (1, "open", after(240), after(240)),
    ]
    assert said[0].finding_id != said[2].finding_id


def test_a_chip_read_within_a_repair_says_nothing_and_late_states_keep_their_place() -> None:
    repair = maintenance("dispenser:2", -10, 30)
    wrong = tax_state(initialised=False)
    assert rule(TAX).judge(facts(station(), nozzle(), repair, wrong), LATER) == []
    late = tax_state(initialised=False, received_at=after(500))
    good = tax_state(read_at=after(60), received_at=after(60))
    assert rule(TAX).judge(facts(station(), late, good), LATER) == []


def test_every_station_has_its_own_taxpayer_and_its_own_nozzles() -> None:
    other = station(station_id="3602030018", uscc="91362304890D1T4PBM")
    states = [tax_state(), tax_state(station_id="3602030018")]
    assert [f.station_id for f in rule(TAX).judge(facts(station(), other, *states), LATER)] == ["3602030018"]
