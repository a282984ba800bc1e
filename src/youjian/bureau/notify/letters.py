"""A delivery's words: its texts chosen by form and language, its placeholders filled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from youjian.bureau import environment
from youjian.bureau.notify import templates
from youjian.bureau.notify.models import Delivery, Message, Wording
from youjian.bureau.notify.texts import TEXTS

FORM_OF = {
    "mail": "mail", "wecom_robot": "robot", "dingtalk_robot": "robot", "feishu_robot": "robot",
    "webhook": "inapp", "sms": "sms", "wecom": "card", "dingtalk": "card",
}  # fmt: skip
_ESCAPES: dict[str, templates.Escape] = {"robot": templates.markdown, "card": templates.markdown}


@dataclass(frozen=True)
class File:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What is to be said to whom: everything that a channel may put on the wire."""

    id: str
    delivery_id: int
    step: str
    what: str
    subject: str
    text: str
    link: str
    language: str
    colour: str
    address: str
    alert_id: int | None
    station_id: str
    made_at: datetime
    action: str = "tell"
    values: dict[str, str] = field(default_factory=dict[str, str])
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    todo: dict[str, Any] = field(default_factory=dict[str, Any])
    files: tuple[File, ...] = ()


def console_url(path: str) -> str:
    """An address of the console, as people outside of it open it (`YOUJIAN_PUBLIC_URL`)."""
    return environment.text("PUBLIC_URL", "http://localhost:8000").rstrip("/") + path


def wording(form: str, step: str, language: str) -> tuple[str, str]:
    """Subject and text in force: the city's, else the platform's."""
    own = Wording.objects.filter(form=form, step=step, language=language).first()
    return (own.subject, own.text) if own else TEXTS[(form, step, language)]


def said(form: str, step: str, language: str, values: dict[str, str]) -> tuple[str, str]:
    """Subject and text with their placeholders filled."""
    return filled(form, *wording(form, step, language), values)


def filled(form: str, subject: str, text: str, values: dict[str, str]) -> tuple[str, str]:
    """A subject in one line, and a text, with their placeholders filled as the form needs it."""
    escape = _ESCAPES.get(form, templates.plain)
    return templates.one_line(templates.fill(subject, values, escape)), templates.fill(text, values, escape)


def values_of(message: Message, language: str, person: str) -> dict[str, str]:
    """The values of a message's placeholders in a language."""
    english = language == "en"
    link = console_url(message.path)
    if message.step == "notice":
        subject = (message.subject_en if english else "") or message.subject
        text = (message.text_en if english else "") or message.text
        return {"subject": subject, "text": text, "person": person, "link": link}
    facts = message.facts.get(language) or message.facts.get("zh") or {}
    return {**{name: str(value) for name, value in facts.items()}, "person": person, "link": link}


def letter_of(delivery: Delivery, kind: str) -> Letter:
    """What a delivery says over a kind of channel."""
    message = delivery.message
    values = values_of(message, delivery.language, _person(delivery))
    subject, text = said(FORM_OF[kind], message.step, delivery.language, values)
    todo = delivery.of.receipt if delivery.action == "finish" and delivery.of else {}
    return Letter(
        id=str(message.id),
        delivery_id=delivery.pk,
        step=message.step,
        what=message.what,
        subject=subject,
        text=text,
        link=values["link"],
        language=delivery.language,
        colour=message.colour,
        address=delivery.address,
        alert_id=message.alert_id,
        station_id=message.station_id,
        made_at=message.made_at,
        action=delivery.action,
        values=values,
        facts=message.facts,
        todo=todo,
        files=_files(message) if kind == "mail" else (),
    )


def _files(message: Message) -> tuple[File, ...]:
    found = message.attachments.order_by("pk")  # type: ignore[attr-defined]
    return tuple(File(one.name, one.media_type, bytes(one.content)) for one in found)


def _person(delivery: Delivery) -> str:
    """How a letter addresses its reader; a deputy is told for whom."""
    if delivery.user is None:
        return ""
    name = delivery.user.display_name
    if delivery.stands_for is None:
        return name
    for_whom = delivery.stands_for.display_name
    return f"{name} (for {for_whom})" if delivery.language == "en" else f"{name}（代{for_whom}）"
