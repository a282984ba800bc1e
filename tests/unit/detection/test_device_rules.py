"""Clocks and measuring parts."""

import pytest

from youjian.contract.findings import finding_id
from youjian.detection.registry import rule
from youjian.detection.samples import (
    LATER,
    MORNING,
    STATION,
    after,
    event,
    facts,
    heartbeat,
    maintenance,
    nozzle,
)

DRIFT = "collector.clock_drift"
TAMPERED = "dispenser.tampered"


def test_a_wrong_clock_raises_one_finding_a_day_from_its_first_heartbeat() -> None:
    day = [heartbeat(minute, clock_offset_s=75.0 + minute) for minute in range(5)]
    next_day = heartbeat(16 * 60, clock_offset_s=-90.0)
    first, second = rule(DRIFT).judge(facts(*reversed(day), next_day), LATER)
    assert first.finding_id == finding_id(DRIFT, STATION, "collector", "day:2026-11-22,device:collector")
    assert second.finding_id == finding_id(DRIFT, STATION, "collector", "day:2026-11-23,device:collector")
    assert (first.estimate, first.unit, first.detected_at) == (75.0, "seconds", MORNING)
    assert second.message == "设备时钟比平台慢90秒，超过60秒。"


def test_a_wrong_clock_of_another_device_is_that_device_s() -> None:
    [found] = rule(DRIFT).judge(facts(heartbeat(0, device="vapour", clock_offset_s=75.0)), LATER)
    assert found.subject == "vapour"


@pytest.mark.parametrize(("offset", "found"), [(60.0, 0), (-60.0, 0), (60.5, 1), (-60.5, 1)])
def test_a_minute_of_offset_is_allowed(offset: float, found: int) -> None:
    assert len(rule(DRIFT).judge(facts(heartbeat(0, clock_offset_s=offset)), LATER)) == found


@pytest.mark.parametrize("code", rule(TAMPERED).parameters.codes)
def test_a_touched_part_without_a_repair_is_an_alarm(code: str) -> None:
    [found] = rule(TAMPERED).judge(facts(event(code)), LATER)
    anchor = f"device:dispenser:2,at:2026-11-22T00:00:00.000000Z,code:{code}"
    assert found.finding_id == finding_id(TAMPERED, STATION, "dispenser:2", anchor)
    assert (found.subject, found.severity, found.detected_at) == ("dispenser:2", "alarm", after(1))


def test_other_events_and_other_devices_say_nothing_of_measuring_parts() -> None:
    assert rule(TAMPERED).judge(facts(event("boot"), event("cover_opened", device="vapour")), LATER) == []


def test_an_approved_repair_of_the_dispenser_covers_its_nozzles() -> None:
    touched = event("encoder_id_changed", device="nozzle:3")
    repair = maintenance("dispenser:2", -30, 30)
    assert rule(TAMPERED).judge(facts(touched, repair, nozzle()), LATER) == []
    assert len(rule(TAMPERED).judge(facts(touched, repair, nozzle(dispenser_id=1)), LATER)) == 1


def test_an_approved_repair_of_a_nozzle_covers_its_dispenser_and_not_the_other_nozzles() -> None:
    repair, nozzles = maintenance("nozzle:3", -30, 30), (nozzle(), nozzle(nozzle_id=4))
    opened, other = event("cover_opened"), event("encoder_id_changed", device="nozzle:4")
    [found] = rule(TAMPERED).judge(facts(opened, other, repair, *nozzles), LATER)
    assert found.subject == "nozzle:4"


@pytest.mark.parametrize("repair", [(-30, -1), (1, 30)])
def test_a_repair_before_or_after_explains_nothing(repair: tuple[float, float]) -> None:
    assert (
        len(rule(TAMPERED).judge(facts(event("self_lock"), maintenance("dispenser:2", *repair)), LATER)) == 1
    )
