"""What the door answers, in the notation of the question."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from youjian.intake.requests import Question
from youjian.protocols.station import JSON, BodyError, encode_body


@dataclass(frozen=True)
class Answer:
    """A message with its status as the published table has it, and headers such as `Retry-After`."""

    message: Struct
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def encoded(question: Question, answer: Answer) -> tuple[str, bytes]:
    """Content type and body of an answer in the sender's own notation; JSON when that is none of ours."""
    notation = question.content_type or JSON
    try:
        return notation, encode_body(answer.message, notation)
    except BodyError:
        return JSON, encode_body(answer.message)
