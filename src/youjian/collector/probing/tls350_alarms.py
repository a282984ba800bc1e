"""The active alarms of a console, from whichever report it gives."""

from youjian.collector.probing.tls350_session import Session
from youjian.protocols import tls350

_CATEGORIES = {
    "01": "system", "02": "tank", "03": "sensor", "04": "sensor", "05": "input", "20": "product",
    "21": "line leak", "30": "vapour monitoring, site", "31": "vapour monitoring, hose", "99": "external",
}  # fmt: skip


def active(session: Session, letter: str) -> tuple[list[str], list[str]]:
    """The alarms in words, and what is to be known about them."""
    for function in ("i101", "i205") if letter == "i" else ("I205", "I101"):
        reply = session.ask(function).reply
        if isinstance(reply, tls350.Alarms):
            return [words(alarm) for alarm in reply.alarms if alarm.category != "00"], []
        if isinstance(reply, tls350.DisplayReport):
            return [_shown(tank, text) for tank, text in tls350.display_alarms(reply)], []
    return [], ["it gives no answer about alarms that can be read"]


def words(alarm: tls350.Alarm) -> str:
    """An alarm in words, with its numbers as sent."""
    what = alarm.meaning or "alarm"
    where = _CATEGORIES.get(alarm.category, f"category {alarm.category}")
    return f"{where} {alarm.device}: {what} ({alarm.category} {alarm.code})"


def _shown(tank: int | None, text: str) -> str:
    return text if tank is None else f"tank {tank}: {text}"
