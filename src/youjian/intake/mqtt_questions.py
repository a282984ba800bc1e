"""MQTT messages read as questions of the station API, and the properties of their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from youjian.intake.mqtt_broker import packet_properties
from youjian.intake.replies import Answer
from youjian.intake.requests import Question
from youjian.protocols.station import HeaderError, mqtt

ANSWER_EXPIRY_S = 120
"""An answer that nobody fetched for so long is of no use: the question has been asked again."""


class NotOursError(ValueError):
    """A message that is no question and can have no answer: why."""


@dataclass(frozen=True)
class Wanted:
    """A question and where its answer goes. `correlation` goes back as it came."""

    place: mqtt.Place
    question: Question
    correlation: bytes | None


def wanted_of(message: Any, broker: str, patience: Sequence[float]) -> Wanted:
    """The question in a message; a path that cannot be read is answered like an unknown one.

    Raises NotOursError for another topic and for a retained message, which is of the past.
    """
    place = mqtt.place_of(message.topic)
    if place is None:
        raise NotOursError("not the topic of a collector")
    if message.retain:
        raise NotOursError("a retained message")
    properties = message.properties
    try:
        path, headers = mqtt.read_question(
            getattr(properties, "UserProperty", []), getattr(properties, "ContentType", None)
        )
    except HeaderError as error:
        path, headers = str(error), {}
    peer = f"{broker} {place.station_id}/{place.collector_id}"
    # whoever enrols may draw any name for it: all of them share one limit
    sender = f"{broker} {mqtt.ENROLLING}" if place.enrolling else peer
    question = Question(path, headers, message.payload, peer, patience, place, sender)
    return Wanted(place, question, getattr(properties, "CorrelationData", None))


def answer_packet(wanted: Wanted, answer: Answer, notation: str) -> Any:
    """The properties of the answer."""
    correlation = {} if wanted.correlation is None else {"CorrelationData": wanted.correlation}
    return packet_properties(
        "PUBLISH",
        UserProperty=mqtt.answer_properties(answer.status, answer.headers),
        ContentType=notation,
        MessageExpiryInterval=ANSWER_EXPIRY_S,
        **correlation,
    )
