"""For the tests of notification: real local receivers, alerts' events, a look at what was delivered."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests.integration.bureau_office import NOON, ZHUSHAN
from youjian.simulator.notify.server import NotifyServer
from youjian.simulator.notify.services import SECRET


@contextmanager
def notify_server() -> Iterator[NotifyServer]:
    """The product's own local test server, on a free port."""
    with NotifyServer() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Mailbox(MessageHandler):
    """Keeps who was written to and every byte; nobody lives at `nobody@`."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Any] = []

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, _: Any, __: Any, envelope: Any, address: str, ___: Any
    ) -> str:
        """Refuse for good whom the server does not know."""
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def prepare_message(self, session: Any, envelope: Any) -> Any:
        """Keep it."""
        self.taken.append((envelope.rcpt_tos, envelope.content))
        return super().prepare_message(session, envelope)

    def handle_message(self, message: Any) -> None:
        """Kept already."""


@contextmanager
def mail_server(**settings: Any) -> Iterator[tuple[Mailbox, int]]:
    """A real SMTP server, with settings of its own: what it took, and its port."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    yield box, port
    controller.stop()


def secrets_of(server: NotifyServer, kind: str) -> dict[str, str]:
    """What a channel of a kind needs to be taken by the server."""
    robots = {
        "wecom_robot": f"{server.url}/cgi-bin/webhook/send?key=k",
        "dingtalk_robot": f"{server.url}/robot/send?access_token=t",
        "feishu_robot": f"{server.url}/open-apis/bot/v2/hook/h",
    }
    if kind in robots:
        return {"url": robots[kind], **({} if kind == "wecom_robot" else {"secret": SECRET})}
    named = {"webhook": "secret", "wecom": "corp_secret", "dingtalk": "app_secret", "sms": "secret_key"}
    return {named[kind]: SECRET}


def settings_of(server: NotifyServer, kind: str) -> dict[str, Any]:
    """The open settings of a channel of a kind."""
    return {
        "webhook": {"url": f"{server.url}/webhook", "key_id": "1", "source": "/youjian"},
        "wecom": {
            "base_url": server.url, "corp_id": "c", "agent_id": "7", "users_by_name": True, "todo": True,
        },
        "dingtalk": {
            "base_url": server.url, "api_url": server.url, "app_key": "k", "agent_id": "7",
            "users_by_name": True, "todo": True,
        },
        "sms": {"url": server.url, "ec_name": "局", "ap_id": "a", "sign": "S", "gateway": "cloud_mas"},
    }.get(kind, {})  # fmt: skip


def channel(kind: str, server: NotifyServer, **changes: Any) -> Any:
    """A channel of a kind that reaches the local server."""
    from youjian.bureau.notify.channels.kinds import KINDS
    from youjian.bureau.notify.models import Channel
    from youjian.bureau.notify.secrets import seal

    own = {**settings_of(server, kind), **changes.pop("settings", {})}
    secret = {**secrets_of(server, kind), **changes.pop("secrets", {})}
    fields = {
        "name": kind, "kind": kind, "settings": own, "secret": seal(secret),
        "per_minute": KINDS[kind].per_minute, "made_at": datetime.now(UTC),
    }  # fmt: skip
    return Channel.objects.create(**{**fields, **changes})


def alert(station_id: str = ZHUSHAN, colour: str = "orange", **changes: Any) -> Any:
    """An alert in the database, as a finding would have raised it."""
    from youjian.bureau.alerts.models import Alert

    number = Alert.objects.count() + 1
    fields = {
        "fingerprint": f"f{number}", "cause": "gap", "finding_id": f"n{number}", "revision": 1,
        "finding_status": "open", "station_id": station_id, "rule": "fuelling.totalizer_gap",
        "subject": "nozzle:3", "severity": "alarm", "verdict": "suspicion", "colour": colour, "rank": 3,
        "message": "累计泵码与加油记录相差12.00升。", "message_en": "12.00 L apart.", "unit": "ml",
        "started_at": NOON, "detected_at": NOON, "opened_at": NOON, "measured_at": NOON,
        "departments": ["commerce"],
    }  # fmt: skip
    return Alert.objects.create(**{**fields, **changes})


def happens(one: Any, what: str = "opened", **changes: Any) -> None:
    """Announce what happened to an alert, and number it, as the publisher does."""
    from youjian.bureau.events.services import announce, number_events

    payload = {
        "alert_id": one.pk, "station_id": one.station_id, "rule": one.rule, "cause": one.cause,
        "colour": one.colour, "status": one.status, "what": what, "message": one.message,
        "message_en": one.message_en, "departments": one.departments, "assigned_to": None,
        "measured_at": one.measured_at.isoformat(), "level": 0, "parent_id": None,
    }  # fmt: skip
    kind = "alert.opened" if what == "opened" else "alert.changed"
    announce(kind, one.station_id, {**payload, **changes})
    number_events()


def consumed() -> None:
    """Turn all events into deliveries, each batch in a transaction."""
    from youjian.bureau.notify.consuming import consume
    from youjian.bureau.scope import scoped

    while True:
        with scoped():
            if not consume():
                return


def deliveries(**filters: Any) -> list[Any]:
    """Deliveries, the oldest first."""
    from youjian.bureau.notify.models import Delivery
    from youjian.bureau.scope import scoped

    with scoped():
        found = Delivery.objects.filter(**filters).select_related("message", "user", "channel")
        return list(found.order_by("id"))


def sent(one: Any, presence: Any, most: int = 50) -> int:
    """Send what a channel has due; returns how many tries were made."""
    from youjian.bureau.notify.sending import Sender

    sender = Sender(one.pk, presence)
    return next(n for n in range(most) if not sender.send_next())
