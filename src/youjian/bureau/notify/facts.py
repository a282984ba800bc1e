"""What an alert's message says: gathered once, when it happens, in both languages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from youjian.bureau.alerts.models import Alert
from youjian.bureau.language import speaking
from youjian.bureau.notify.routing import Happened
from youjian.bureau.notify.words import COLOURS, NOTHING, WHATS, named
from youjian.bureau.registry.words import device_name
from youjian.contract.fields import SHANGHAI

LANGUAGES = ("zh", "en")


def minute(moment: datetime | None) -> str:
    """A moment as people read it, Asia/Shanghai; a dash for none."""
    return NOTHING if moment is None else moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def facts_of(
    alert: Alert, event: Happened, place: tuple[str, str], departments: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """The values of an alert's placeholders, by language; the words are those of the event's moment.

    `place` is the names of station and region, `departments` names by code.
    """
    same = {
        "station": place[0],
        "station_id": alert.station_id,
        "region": place[1],
        "measured": minute(alert.measured_at),
        "deadline": minute(_deadline(alert)),
        "departments": "、".join(departments.get(code, code) for code in event.departments) or NOTHING,
        "level": str(event.level),
        "number": str(alert.pk),
    }
    return {language: {**same, **_spoken(language, alert, event)} for language in LANGUAGES}


def _spoken(language: str, alert: Alert, event: Happened) -> dict[str, str]:
    colour = event.colour or alert.colour
    zh, en, shape = COLOURS.get(colour, (colour, colour, ""))
    english = language == "en"
    with speaking({"X-Language": language}, {}):
        named_now = device_name(alert.subject) if alert.subject else NOTHING
    return {
        "what": named(WHATS, event.what, language) + _caught_up(event, english=english),
        "colour": en if english else zh,
        "shape": shape,
        "device": (alert.device_en if english else alert.device) or named_now,
        "sentence": (alert.message_en or alert.message) if english else alert.message,
    }


def _caught_up(event: Happened, *, english: bool) -> str:
    """That the alert was found late, and after which standstill of the platform."""
    if event.caught_up is None:
        return ""
    begin, end = (
        datetime.fromisoformat(one).astimezone(SHANGHAI).strftime("%m-%d %H:%M") for one in event.caught_up
    )
    return (
        f" (found late: judging stood still {begin} to {end})" if english else f"（补判：{begin}至{end}停判）"
    )


def _deadline(alert: Alert) -> datetime | None:
    """What is due next: to sign for an open alert, to close one that is signed for."""
    return alert.sign_by if alert.status == "open" and alert.sign_by else alert.close_by
