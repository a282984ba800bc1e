"""Silence of a collector: seen at the next tick, counted fairly, one episode until the heartbeat is back."""

import json
from datetime import datetime, timedelta

from youjian.contract.columns import struct_table
from youjian.contract.findings import Finding, finding_id
from youjian.contract.platform import DoorSpan
from youjian.contract.records import Record
from youjian.detection.registry import rule
from youjian.detection.revisions import revise
from youjian.detection.samples import STATION, after, event, facts, heartbeat, maintenance, station
from youjian.detection.ticks import watch_ticks

CODE = "collector.offline"
EPISODE_1 = finding_id(CODE, STATION, "collector", "episode:1")
EPISODE_2 = finding_id(CODE, STATION, "collector", "episode:2")


def beats(start: int, end: int) -> list[Record]:
    return [heartbeat(minute) for minute in range(start, end)]


def watch(records: list[Record], end: datetime) -> list[Finding]:
    """Every revision that the watch appends from the morning on."""
    said: list[Finding] = []
    for tick in watch_ticks(after(0), end):
        judged = rule(CODE).judge(facts(*records, said=said), tick)
        said += revise(struct_table(Finding, said), judged, tick)
    return said


def told(found: list[Finding]) -> list[tuple[str, int, str, str, datetime]]:
    return [(f.finding_id, f.revision, f.severity, f.status, f.detected_at) for f in found]


def test_a_silence_is_a_warning_then_an_alarm_then_ended() -> None:
    found = watch([station(), *beats(0, 31), *beats(195, 260)], after(250))
    assert told(found) == [
        (EPISODE_1, 1, "warning", "open", after(50)),
        (EPISODE_1, 2, "alarm", "open", after(160)),
        (EPISODE_1, 3, "alarm", "ended", after(200)),
    ]
    assert {f.started_at for f in found} == {after(30)}
    assert [f.ended_at for f in found] == [None, None, after(195)]
    assert [f.estimate for f in found] == [20 * 60, 130 * 60, 165 * 60]


def test_the_next_silence_is_the_next_episode() -> None:
    found = watch([station(), *beats(0, 31), *beats(60, 91), *beats(120, 150)], after(150))
    assert told(found) == [
        (EPISODE_1, 1, "warning", "open", after(50)),
        (EPISODE_1, 2, "warning", "ended", after(60)),
        (EPISODE_2, 1, "warning", "open", after(110)),
        (EPISODE_2, 2, "warning", "ended", after(120)),
    ]


def test_a_silence_between_two_ticks_is_not_lost() -> None:
    found = watch([station(), *beats(0, 22), *beats(35, 60)], after(60))
    assert told(found) == [(EPISODE_1, 1, "warning", "ended", after(40))]
    assert found[0].estimate == 14 * 60


def test_ten_minutes_of_silence_are_no_finding() -> None:
    assert rule(CODE).judge(facts(station(), heartbeat(0)), after(10)) == []


def test_a_station_that_never_had_a_heartbeat_is_not_offline() -> None:
    assert rule(CODE).judge(facts(station(), present=["heartbeats"]), after(600)) == []


def test_a_suspended_station_is_not_offline() -> None:
    assert rule(CODE).judge(facts(station(status="suspended"), heartbeat(0)), after(600)) == []


def test_announced_downtime_explains_the_silence_and_only_its_time() -> None:
    quiet = [station(), heartbeat(0), maintenance("collector", -5, 60)]
    assert rule(CODE).judge(facts(*quiet), after(70)) == []
    [found] = rule(CODE).judge(facts(*quiet), after(80))
    assert (found.severity, found.estimate) == ("warning", 20 * 60)


def test_downtime_announced_afterwards_withdraws_the_finding() -> None:
    quiet: list[Record] = [station(), heartbeat(0)]
    said = rule(CODE).judge(facts(*quiet), after(20))
    explained = facts(*quiet, maintenance("collector", -5, 60), said=said)
    [row] = revise(struct_table(Finding, said), rule(CODE).judge(explained, after(30)), after(30))
    assert (row.finding_id, row.revision, row.status) == (EPISODE_1, 2, "withdrawn")


def test_an_outage_of_the_platform_is_nobodys_silence() -> None:
    def quiet(*spans: tuple[float, float]) -> list[Finding]:
        doors = [DoorSpan(started_at=after(a), ended_at=after(b)) for a, b in spans]
        return rule(CODE).judge(facts(station(), heartbeat(0), *doors), after(200))

    assert quiet((-60, 1), (192, 200)) == []
    [found] = quiet((-60, 1), (180, 200))
    assert (found.severity, found.estimate) == ("warning", 21 * 60)


def test_an_open_episode_goes_on_when_its_heartbeats_are_no_longer_held() -> None:
    said = rule(CODE).judge(facts(station(), heartbeat(0)), after(20))
    pruned = facts(station(), present=["heartbeats"], said=said)
    [found] = rule(CODE).judge(pruned, after(600))
    assert (found.finding_id, found.severity, found.estimate) == (EPISODE_1, "alarm", 600 * 60)


def test_an_old_silence_is_not_raised_when_the_watch_begins() -> None:
    old = [station(), *beats(0, 5), *beats(100, 2000)]
    assert rule(CODE).judge(facts(*old), after(1990)) == []


def test_causes_are_named_as_candidates() -> None:
    quiet = facts(
        station(), heartbeat(0), event("power_lost", device="collector", at=after(1), received_at=after(2))
    )
    [found] = rule(CODE).judge(quiet, after(20))
    assert json.loads(found.evidence)["figures"]["causes"] == ["power"]
    assert found.message == "采集终端自2026-11-22 08:00:00起20分钟没有心跳；可能原因：断电。"


def test_a_county_that_falls_silent_at_once_points_away_from_the_station() -> None:
    ids = [f"360203{n:04d}" for n in range(4)]
    stations = [station(station_id=i) for i in ids]
    silent = [heartbeat(0, station_id=i) for i in ids[:3]]
    found = rule(CODE).judge(facts(*stations, *silent, heartbeat(19, station_id=ids[3])), after(20))
    assert [json.loads(f.evidence)["figures"]["causes"] for f in found] == [["whole_area"]] * 3


def test_the_last_heartbeat_is_in_the_evidence() -> None:
    [found] = rule(CODE).judge(facts(station(), *beats(0, 3)), after(20))
    evidence = json.loads(found.evidence)
    assert [row["at"] for row in evidence["records"]["heartbeats"]] == ["2026-11-22T00:02:00.000000Z"]
    assert evidence["episode"] == 1


def test_heartbeats_of_other_devices_do_not_speak_for_the_collector() -> None:
    held = facts(station(), heartbeat(0), heartbeat(19, device="vapour"))
    assert len(rule(CODE).judge(held, after(0) + timedelta(minutes=20))) == 1
