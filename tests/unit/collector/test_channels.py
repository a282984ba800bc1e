"""Which address is asked, what travels over MQTT, and how far the clock is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from youjian.collector.outbox import Identity
from youjian.collector.uplink.channels.base import Access, Answer, UnreachableError
from youjian.collector.uplink.channels.http import HttpChannel
from youjian.collector.uplink.channels.mqtt import MqttChannel
from youjian.collector.uplink.offset import ClockOffset
from youjian.collector.uplink.platform import Platform, open_channel
from youjian.protocols import station
from youjian.protocols.station import mqtt

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


GOOD = Answer(200, b"{}")


class ScriptedChannel:
    """Answers by a script: an answer, or nothing at all."""

    def __init__(self, *script: Answer | None) -> None:
        self.script = list(script)
        self.asked = 0
        self.closed = 0
        self.heard: tuple[dict[str, str], bytes] = ({}, b"")

    def ask(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.asked += 1
        self.heard = (dict(headers), body)
        answer = self.script.pop(0) if self.script else GOOD
        if answer is None:
            raise UnreachableError("nobody")
        return answer

    def close(self) -> None:
        self.closed += 1


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


REQUEST = station.EnrolmentRequest(code="123456", public_key=bytes(32))


def platform_over(*channels: ScriptedChannel, clock: Clock | None = None) -> Platform:
    platform = Platform([f"http://{n}" for n in range(len(channels))], home_s=600, steady=clock or Clock())
    platform._channels = list(channels)
    return platform


def asked(platform: Platform) -> Answer | None:
    try:
        return platform._ask(station.ENROL, {}, b"{}")
    except UnreachableError:
        return None


def test_the_address_that_answers_is_kept_and_the_first_is_gone_back_to_after_its_time() -> None:
    first, second, clock = ScriptedChannel(None), ScriptedChannel(), Clock()
    platform = platform_over(first, second, clock=clock)
    assert asked(platform) is None
    for clock.at in (1.0, 300.0, 599.0):
        assert asked(platform) == GOOD
    assert (first.asked, second.asked, first.closed) == (1, 3, 1)
    clock.at = 600.0
    assert asked(platform) is not None
    assert (first.asked, second.asked, platform.address) == (2, 3, "http://0")


@pytest.mark.parametrize(("devices", "encoding"), [(3, None), (60, "gzip")])
def test_the_heartbeat_of_a_large_station_goes_packed_and_is_signed_as_it_goes(
    devices: int, encoding: str | None
) -> None:
    channel = ScriptedChannel()
    head = station.ChainHead(no=1, digest="0" * 64)
    report = station.HeartbeatReport(
        at=datetime(2026, 11, 22, tzinfo=UTC),
        firmware="f",
        outbox_depth=0,
        chain_heads={f"nozzle:{number}": head for number in range(devices)},
    )
    signer = station.Ed25519Signer(bytes(32), "k1")
    identity = Identity(collector_id="c1", station_id="3602030017", epoch=1, key_id="k1")
    platform_over(channel).send_message(station.HEARTBEAT, report, signer, identity)
    headers, body = channel.heard
    assert headers.get("Content-Encoding") == encoding
    assert station.decode_body(station.unpack(body, encoding), station.HeartbeatReport) == report
    assert bytes.fromhex(headers["Digest"]) == station.sm3(body)


def test_a_door_without_its_database_lets_the_next_be_asked_at_once_and_all_of_them_after_their_wait() -> (
    None
):
    away = Answer(503, b"", 30.0)
    platform = platform_over(ScriptedChannel(away, away), ScriptedChannel(away))
    waits = [answer.retry_after_s for answer in (asked(platform), asked(platform), asked(platform)) if answer]
    assert waits == [0.0, 30.0, 30.0]


def test_a_single_address_is_asked_again_and_again() -> None:
    only = ScriptedChannel(None, Answer(503, b"", 7.0))
    platform = platform_over(only)
    assert asked(platform) is None
    assert asked(platform) == Answer(503, b"", 7.0)
    assert (only.asked, only.closed) == (2, 0)


@pytest.mark.parametrize(
    "answer",
    [
        *(Answer(status, b"<html>") for status in (302, 307, 400, 403, 404, 405, 500, 502, 504, 521)),
        Answer(200, b"<html>log in"),
        Answer(204, b""),
    ],
)
def test_what_is_no_platform_is_left_for_the_next_address(answer: Answer) -> None:
    platform = platform_over(ScriptedChannel(answer), ScriptedChannel())
    assert asked(platform) == answer
    assert asked(platform) == GOOD
    assert platform.address == "http://1"


@pytest.mark.parametrize("status", [401, 409, 413, 422, 429])
def test_a_platform_that_says_no_is_the_platform(status: int) -> None:
    platform = platform_over(ScriptedChannel(Answer(status, b"{}", 7.0)), ScriptedChannel())
    assert asked(platform) == Answer(status, b"{}", 7.0)
    asked(platform)
    assert platform.address == "http://0"


def test_an_enrolment_tries_every_address_before_it_gives_up() -> None:
    assert (
        platform_over(ScriptedChannel(None), ScriptedChannel(None), ScriptedChannel()).enrol(REQUEST) == GOOD
    )
    portal = ScriptedChannel(Answer(403, b"<html>"))
    assert platform_over(portal, ScriptedChannel()).enrol(REQUEST) == GOOD
    with pytest.raises(UnreachableError):
        platform_over(ScriptedChannel(None, None), ScriptedChannel(None)).enrol(REQUEST)


def test_an_addresss_scheme_says_how_it_is_spoken_to() -> None:
    assert isinstance(open_channel("https://a", Access()), HttpChannel)
    assert isinstance(open_channel("mqtts://a:8883", Access()), MqttChannel)
    with pytest.raises(ValueError, match="ftp://a"):
        open_channel("ftp://a", Access())


NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"], include_characters="-"), min_size=1)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=200
)  # paho refuses both


@given(
    TEXTS.filter(bool),
    st.dictionaries(NAMES.filter(lambda name: name.lower() not in ("path", "content-type")), TEXTS),
)
def test_path_and_headers_survive_the_wire(path: str, headers: dict[str, str]) -> None:
    headers = {name.lower(): text for name, text in headers.items()}
    sent = Properties(PacketTypes.PUBLISH)
    sent.UserProperty = mqtt.question_properties(path, {**headers, "Content-Type": "left out"})
    received = Properties(PacketTypes.PUBLISH)
    received.unpack(sent.pack())
    assert mqtt.read_question(received.UserProperty, None) == (path, headers)


@given(st.integers(100, 599), st.dictionaries(NAMES.filter(lambda name: name.lower() != "status"), TEXTS))
def test_a_status_survives_the_wire(status: int, headers: dict[str, str]) -> None:
    headers = {name.lower(): text for name, text in headers.items()}
    assert mqtt.read_answer(mqtt.answer_properties(status, headers)) == (status, headers)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("Epoch", "1")],
        [("Path", "/a"), ("path", "/b")],
        [("Path", "/a"), ("Epoch", "1"), ("EPOCH", "2")],
    ],
)
def test_a_question_without_a_path_or_with_a_header_twice_cannot_be_read(pairs: mqtt.Pairs) -> None:
    with pytest.raises(station.HeaderError):
        mqtt.read_question(pairs, None)


@pytest.mark.parametrize("pairs", [[], [("Status", "ok")], [("Status", "2000")], [("Status", "200")] * 2])
def test_an_answer_without_a_status_cannot_be_read(pairs: mqtt.Pairs) -> None:
    with pytest.raises(station.HeaderError):
        mqtt.read_answer(pairs)


@pytest.mark.parametrize(
    ("topic", "place"),
    [
        ("youjian/v1/3602030017/C-1/up", mqtt.Place("3602030017", "C-1")),
        ("youjian/v1/enrol/9f3a/up", mqtt.Place("enrol", "9f3a")),
        ("youjian/v1/3602030017/C-1/down", None),
        ("youjian/v1/360203001/C-1/up", None),
        ("youjian/v1/3602030017/+/up", None),
        ("youjian/v1/3602030017/C-1/up/up", None),
        ("youjian/v2/3602030017/C-1/up", None),
    ],
)
def test_only_topics_of_questions_are_read(topic: str, place: mqtt.Place | None) -> None:
    assert mqtt.place_of(topic) == place
    assert place is None or place.up == topic


def seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


@given(
    st.floats(-86_400, 86_400),
    st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), min_size=1, max_size=12),
)
def test_the_offset_is_wrong_by_half_the_longest_way_at_most(
    truth: float, trips: list[tuple[float, float]]
) -> None:
    """Whatever share of the way is there and back; `truth` is collector less platform."""
    offset, at, measured = ClockOffset(), NOW, 0.0
    for there, back in trips:
        server_time = at - seconds(truth) + seconds(there)
        measured = offset.measured(at, at + seconds(there + back), server_time)
        at += seconds(60)
    longest = max(there + back for there, back in trips)
    assert abs(measured - truth) <= longest / 2 + 0.002


def test_one_slow_exchange_among_many_moves_nothing() -> None:
    offset = ClockOffset()
    for _ in range(5):
        offset.measured(NOW, NOW + seconds(0.1), NOW + seconds(0.05))
    assert offset.measured(NOW, NOW + seconds(8), NOW + seconds(7.9)) == 0.0


def test_a_clock_that_was_set_is_seen_at_the_next_exchange() -> None:
    offset = ClockOffset()
    for _ in range(9):
        offset.measured(NOW, NOW + seconds(0.1), NOW + seconds(0.05))
    later = NOW + seconds(3600)
    assert offset.measured(later, later + seconds(0.1), NOW + seconds(0.05)) == 3600.0
