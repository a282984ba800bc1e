"""Letters on the wire: taken by servers that check as the vendors do, tried again, given up, never stuck."""

import email
import email.policy
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.intake_kit import eventually
from tests.integration.notify_kit import (
    alert,
    channel,
    consumed,
    deliveries,
    happens,
    mail_server,
    notify_server,
    sent,
)
from tests.integration.tables_kit import office_on
from youjian.simulator.notify.server import NotifyServer


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city, told by way of real sockets."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        yield module_database


@pytest.fixture(scope="module")
def server() -> Iterator[NotifyServer]:
    """The local test server."""
    with notify_server() as listening:
        yield listening


@pytest.fixture
def presence(city: Database) -> Iterator[Any]:
    """A worker that lives as long as the test."""
    from youjian.bureau.notify.presence import Presence

    here = Presence()
    yield here
    here.close()


@pytest.fixture(autouse=True)
def _empty(city: Database, server: NotifyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.0/8,localhost")
    monkeypatch.setenv("YOUJIAN_PUBLIC_URL", "https://youjian.example.gov.cn")
    with city.connect("owner") as conn:
        conn.execute("TRUNCATE bureau.notify_delivery, bureau.notify_message, bureau.notify_channel,"
                     " bureau.notify_wish, bureau.notify_attempt, bureau.alerts_alert, bureau.events_event"
                     " CASCADE")  # fmt: skip
        conn.execute("UPDATE bureau.notify_cursor SET number = 0")
    server.book.__init__()  # type: ignore[misc]


def scoped() -> Any:
    """A transaction of the platform's own."""
    from youjian.bureau.scope import scoped as everywhere

    return everywhere()


def mobile_of_zhiban() -> None:
    """Give the person on duty a mobile."""
    from youjian.bureau.accounts.models import User

    User.objects.filter(username="zhiban").update(mobile="13800001111")


def again() -> None:
    """Let all waiting be over."""
    from youjian.bureau.notify.models import Channel, Delivery

    with scoped():
        Delivery.objects.filter(state="queued").update(next_at=datetime.now(UTC) - timedelta(seconds=1))
        Channel.objects.update(paused_until=None)


KINDS = ("wecom_robot", "dingtalk_robot", "feishu_robot", "webhook", "sms")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_taken_by_a_server_that_checks(server: NotifyServer, presence: Any, kind: str) -> None:
    with scoped():
        mobile_of_zhiban()
        made = channel(kind, server)
        happens(alert(colour="red"))
    consumed()
    assert sent(made, presence) == 1
    [one] = deliveries(channel=made)
    assert one.state == ("delivered" if kind == "webhook" else "sent"), one.error
    said = str(server.book.taken()[-1].body)
    for needed in ("三龙加油站", "红色", "2026-11-22 12:00", "https://youjian.example.gov.cn/alerts/"):
        assert needed in said or (kind == "sms" and needed.startswith("https"))


def test_dingtalk_tells_makes_a_todo_and_closes_it_with_the_alert(
    server: NotifyServer, presence: Any
) -> None:
    from youjian.bureau.notify.following import follow_up
    from youjian.bureau.notify.models import Delivery
    from youjian.bureau.notify.sending import Sender

    with scoped():
        made = channel("dingtalk", server)
        one = alert()
        happens(one)
    consumed()
    assert sent(made, presence) == 2
    server.book.read.add("zhiban")
    with scoped():
        Delivery.objects.filter(state="sent").update(next_at=datetime.now(UTC))
    assert follow_up(Sender(made.pk, presence)) == 1
    assert [d.state for d in deliveries(channel=made)] == ["read", "delivered"]
    [todo] = server.book.todos.values()
    assert (todo["executorIds"], todo["done"]) == (["union-zhiban"], False)
    server.book.expire_tokens()
    with scoped():
        happens(one, "closed", status="closed")
    consumed()
    sent(made, presence)
    [todo] = server.book.todos.values()
    assert todo["done"]


def test_wecom_card_is_greyed_when_somebody_else_has_it(server: NotifyServer, presence: Any) -> None:
    with scoped():
        made = channel("wecom", server)
        one = alert()
        happens(one)
    consumed()
    assert sent(made, presence) == 1
    server.book.expire_tokens()
    with scoped():
        happens(one, "assigned", assigned_to="jiancha")
    consumed()
    sent(made, presence)
    assert list(server.book.cards.values()) == ["已办理"]
    assert [(d.action, d.state) for d in deliveries(channel=made)] == [
        ("todo", "sent"),
        ("finish", "delivered"),
    ]


def test_a_todo_that_was_not_made_yet_is_not_made_for_a_closed_alert(server: NotifyServer) -> None:
    with scoped():
        made = channel("wecom", server)
        one = alert()
        happens(one)
        happens(one, "closed", status="closed")
    consumed()
    assert [(d.action, d.state) for d in deliveries(channel=made)] == [("todo", "cancelled")]


def test_what_fails_is_tried_again_and_given_up_and_both_can_be_seen(
    server: NotifyServer, presence: Any
) -> None:
    from youjian.bureau.notify.models import Attempt, Policy
    from youjian.simulator.notify.book import Trouble

    with scoped():
        made = channel("webhook", server)
        Policy.objects.update(dead_after=3)
        happens(alert())
    consumed()
    server.book.trouble(Trouble("/webhook", 9, 503, retry_after=120))
    sent(made, presence)
    [one] = deliveries(channel=made)
    assert (one.state, one.attempts) == ("queued", 1)
    assert one.next_at > datetime.now(UTC) + timedelta(seconds=100)
    for _ in range(2):
        again()
        sent(made, presence)
    [one] = deliveries(channel=made)
    assert (one.state, one.attempts) == ("dead", 3)
    assert "503" in one.error
    with scoped():
        assert Attempt.objects.filter(delivery=one, ok=False).count() == 3
        Policy.objects.update(dead_after=12)


def test_one_message_keeps_its_id_over_all_tries(server: NotifyServer, presence: Any) -> None:
    from youjian.simulator.notify.book import Trouble

    with scoped():
        made = channel("webhook", server)
        happens(alert())
    consumed()
    server.book.trouble(Trouble("/webhook", 1, 500))
    sent(made, presence)
    again()
    sent(made, presence)
    ids = {one.body["id"] for one in server.book.taken()}
    assert (len(server.book.taken()), len(ids)) == (2, 1)


def test_a_wrong_signature_is_given_up_at_once(server: NotifyServer, presence: Any) -> None:
    with scoped():
        made = channel("dingtalk_robot", server, secrets={"secret": "SEC-another"})
        happens(alert(colour="red"))
    consumed()
    sent(made, presence)
    [one] = deliveries(channel=made)
    assert (one.state, one.attempts) == ("dead", 1)
    assert "310000" in one.error


def test_a_robot_gets_no_more_than_its_limit_in_a_minute(server: NotifyServer, presence: Any) -> None:
    with scoped():
        made = channel("wecom_robot", server, per_minute=5)
        for _ in range(8):
            happens(alert(colour="red"))
    consumed()
    assert sent(made, presence) == 5
    assert [one.status for one in server.book.taken()] == [200] * 5


def test_what_a_killed_worker_had_taken_is_sent_by_another(server: NotifyServer, presence: Any) -> None:
    from youjian.bureau.notify.models import Delivery
    from youjian.bureau.notify.presence import Presence

    killed = Presence()
    with scoped():
        made = channel("webhook", server)
        happens(alert())
    consumed()
    with scoped():
        Delivery.objects.filter(channel=made).update(taken_by=killed.number(), attempts=1)
    assert sent(made, presence) == 0, "it still lives"
    killed.close()
    assert sent(made, presence) == 1
    [one] = deliveries(channel=made)
    assert (one.state, one.taken_by, one.attempts) == ("delivered", None, 2)


def test_a_channel_that_does_not_answer_holds_up_no_other(server: NotifyServer, presence: Any) -> None:
    with scoped():
        away = channel("webhook", server, settings={"url": "http://127.0.0.1:9/webhook"}, name="away")
        here = channel("webhook", server, name="here")
        for _ in range(2):
            happens(alert())
    consumed()
    assert sent(away, presence) == 1, "paused after the first refusal"
    assert sent(here, presence) == 2
    assert {one.state for one in deliveries(channel=here)} == {"delivered"}


def test_addresses_that_are_not_listed_are_not_reached(
    server: NotifyServer, presence: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YOUJIAN_NOTIFY_HOSTS")
    with scoped():
        made = channel("webhook", server)
        happens(alert())
    consumed()
    sent(made, presence)
    [one] = deliveries(channel=made)
    assert "YOUJIAN_NOTIFY_HOSTS" in one.error
    assert server.book.taken() == []


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Any, int]]:
    """A real SMTP server."""
    with mail_server() as listening:
        yield listening


def test_a_mail_says_all_in_text_and_page_and_no_name_adds_a_header(
    mailbox: tuple[Any, int], presence: Any, city: Database
) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.notify.models import Channel, Wish
    from youjian.bureau.registry.models import Station

    box, port = mailbox
    own = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "youjian@example.gov.cn"}
    with scoped():
        made = Channel.objects.create(name="m", kind="mail", settings=own, made_at=datetime.now(UTC))
        user = User.objects.get(username="zhiban")
        Wish.objects.create(user=user, email="zhiban@example.gov.cn")
        with city.connect("owner") as conn:
            conn.execute("UPDATE ledger.stations SET name = E'三龙\\r\\nBcc: x@evil.cn <b>{link}'"
                         " WHERE station_id = '3602030017'")  # fmt: skip
        assert "Bcc" in Station.objects.get(station_id="3602030017").name
        happens(alert())
    consumed()
    assert sent(made, presence) == 1
    [one] = deliveries(channel=made)
    assert one.state == "sent", one.error
    [(receivers, raw)] = box.taken
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert receivers == ["zhiban@example.gov.cn"]
    assert message["Bcc"] is None
    assert message["Subject"].startswith("【▲橙色预警】新预警：三龙 Bcc: x@evil.cn")
    text, page = (part.get_content() for part in message.iter_parts())
    assert "数据时间：2026-11-22 12:00" in text
    assert "{link}" in text
    assert "<b>" not in page
    assert '<a href="https://youjian.example.gov.cn/alerts/' in page


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `localhost` that nobody but its own file vouches for, and its key."""
    folder = tmp_path_factory.mktemp("authority")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begun = datetime.now(UTC) - timedelta(days=1)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(built.public_bytes(encoding))
    raw = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(raw)
    return folder / "cert.pem", folder / "key.pem"


def test_a_mail_server_is_believed_by_its_certificate_alone(
    authority: tuple[Path, Path], presence: Any
) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.notify.models import Channel, Wish

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    with mail_server(tls_context=context, require_starttls=True) as (box, port):
        own = {"host": "localhost", "port": port, "security": "starttls", "sender": "a@example.gov.cn"}
        with scoped():
            made = Channel.objects.create(name="m", kind="mail", settings=own, made_at=datetime.now(UTC))
            Wish.objects.create(user=User.objects.get(username="zhiban"), email="zhiban@example.gov.cn")
            happens(alert())
        consumed()
        sent(made, presence)
        [one] = deliveries(channel=made)
        assert (one.state, "CERTIFICATE_VERIFY_FAILED" in one.error) == ("queued", True)
        with scoped():
            Channel.objects.filter(pk=made.pk).update(settings={**own, "ca_file": str(authority[0])})
        again()
        sent(made, presence)
    [one] = deliveries(channel=made)
    assert (one.state, len(box.taken)) == ("sent", 1), one.error


_WORKER = """
import threading
from youjian.bureau import setup
setup()
from youjian.bureau.notify.postman import post_until
post_until(threading.Event())
"""


def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_at_most_one(
    city: Database, server: NotifyServer
) -> None:
    with scoped():
        made = channel("webhook", server)
        for _ in range(40):
            happens(alert())
    environment = {**os.environ, **city.environment}
    first = subprocess.Popen([sys.executable, "-c", _WORKER], env=environment)
    eventually(lambda: len(server.book.taken()) >= 5, "the first worker sends")
    first.kill()
    first.wait()
    second = subprocess.Popen([sys.executable, "-c", _WORKER], env=environment)
    try:
        done = {"channel": made, "state": "delivered"}
        eventually(lambda: len(deliveries(**done)) == 40, "the second worker sends the rest")
    finally:
        second.kill()
        second.wait()
    ids = [one.body["id"] for one in server.book.taken()]
    assert len(set(ids)) == 40
    assert len(ids) <= 41
    assert deliveries(taken_by__isnull=False) == []
