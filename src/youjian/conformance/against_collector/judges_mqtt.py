"""How a collector wraps its questions for a broker."""

from itertools import pairwise

from youjian.conformance.against_collector.heard import Heard, Wrapping
from youjian.conformance.against_collector.judging import Case, following, judging, same
from youjian.protocols import station
from youjian.protocols.station import mqtt

_WRAPPING = (
    "mqtt.topic", "mqtt.qos", "mqtt.properties", "mqtt.content_type", "mqtt.correlation",
    "mqtt.response_topic", "mqtt.expiry", "mqtt.same", "mqtt.puback", "mqtt.one_in_flight", "mqtt.enrol",
    "mqtt.token", "mqtt.will",
)  # fmt: skip
_UNANSWERED = ("lost_reply", "cut", "backoff", "restart_platform")
_LEAST_TOKEN = 16


@judging(*_WRAPPING)
def questions(case: Case) -> None:
    """Topics, properties, correlation; a question without an answer comes again."""
    heard = [(one, one.wrapping) for one in case.transcript.ordered() if one.wrapping is not None]
    if not heard:
        for check in _WRAPPING:
            case.book.pass_over(check, "the collector sent nothing over a broker (--mqtt URL)")
        return
    for one, wrapping in heard:
        if one.exchange.path == mqtt.WILL:
            named = bool(one.exchange.header("collector-id"))
            case.expect("mqtt.will", one, "a will with Path and Collector-Id", named)
        else:
            _judge_question(case, one, wrapping)
    if not any(one.exchange.path == mqtt.WILL for one, _ in heard):
        case.book.pass_over("mqtt.will", "no connection ended without a farewell; cut the collector's line")
    _judge_tokens(case, [one for one, _ in heard])
    _judge_turns(case, [one for one, _ in heard])


def _judge_question(case: Case, one: Heard, wrapping: Wrapping) -> None:
    place = mqtt.place_of(wrapping.topic)
    enrolling = one.exchange.path == station.ENROL
    if place is None:
        return
    if enrolling:
        case.expect("mqtt.enrol", one, "enrolment below youjian/v1/enrol/", place.enrolling)
    else:
        own = (place.station_id, place.collector_id) == (case.station_id, one.exchange.header("collector-id"))
        case.expect("mqtt.topic", one, "the topic of its own station and collector", own)
    case.expect("mqtt.qos", one, "QoS 1", wrapping.qos == 1)
    case.expect("mqtt.properties", one, "Path and headers, each once", bool(one.exchange.path))
    typed = wrapping.content_type in (station.JSON, station.MSGPACK)
    case.expect("mqtt.content_type", one, "a content type of the page", typed)
    sized = 1 <= len(wrapping.correlation) <= 64
    case.expect("mqtt.correlation", one, "1 to 64 bytes of correlation data", sized)
    case.expect(
        "mqtt.response_topic", one, f"response topic {place.down}", wrapping.response_topic == place.down
    )
    case.expect("mqtt.expiry", one, "a message expiry in seconds", wrapping.expiry_s > 0)
    if one.exchange.status == 200:
        case.expect("mqtt.same", one, "an answer as over HTTP", True)


def _judge_tokens(case: Case, heard: list[Heard]) -> None:
    asked = [one for one in heard if one.exchange.path == station.ENROL]
    tokens = [one.wrapping.topic.split("/")[3] for one in asked if one.wrapping is not None]
    for one, token in zip(asked, tokens, strict=True):
        fresh = len(token) >= _LEAST_TOKEN and tokens.count(token) == 1
        case.expect("mqtt.token", one, "a token drawn at random for each enrolment", fresh)


def _judge_turns(case: Case, heard: list[Heard]) -> None:
    """Batches without an answer come again; no question while another is unanswered."""
    batches = [one for one in heard if one.is_batch and one.headers is not None]
    for act in _UNANSWERED:
        for one, after in following(batches, act):
            case.expect(
                "mqtt.puback", after, "the same bytes again: PUBACK deletes nothing", same(one, after)
            )
    for before, after in pairwise(heard):
        alone = after.exchange.began >= before.exchange.ended
        case.expect("mqtt.one_in_flight", after, "no question while another is unanswered", alone)
