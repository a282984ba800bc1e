"""The desk of notification: one's own notices, channels whose secrets stay hidden, texts, lost letters."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, Person
from tests.integration.notify_kit import (
    alert,
    channel,
    consumed,
    deliveries,
    happens,
    notify_server,
    secrets_of,
    sent,
    settings_of,
)
from tests.integration.tables_kit import office_on, page
from youjian.simulator.notify.server import NotifyServer
from youjian.simulator.notify.services import SECRET


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with somebody who looks after the channels, and one who may do so for a county alone."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts(
            [office._person("guanli", "admin", ["3602"]), office._person("xian", "admin", ["360281"])]
        )
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
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.0/8")
    with city.connect("owner") as conn:
        conn.execute("TRUNCATE bureau.notify_delivery, bureau.notify_message, bureau.notify_channel,"
                     " bureau.notify_wish, bureau.notify_attempt, bureau.alerts_alert, bureau.events_event,"
                     " bureau.notify_wording CASCADE")  # fmt: skip
        conn.execute("UPDATE bureau.notify_cursor SET number = 0")
    server.book.__init__()  # type: ignore[misc]


def scoped() -> Any:
    """A transaction of the platform's own."""
    from youjian.bureau.scope import scoped as everywhere

    return everywhere()


def wanted(server: NotifyServer, kind: str, **changes: Any) -> dict[str, Any]:
    """A channel as the form sends it."""
    body = {"name": kind, "kind": kind, "settings": settings_of(server, kind)}
    return {**body, "secrets": secrets_of(server, kind), **changes}


def test_bell_list_and_reading_are_ones_own(city: Database) -> None:
    with scoped():
        happens(alert(LEPING, colour="red"))
        happens(alert(LEPING, colour="yellow"))
    consumed()
    person, other = Person("leping"), Person("shenji")
    bell = person.see("/notifications/summary").json()
    assert (bell["unread"], bell["gravest"], bell["newest"]["colour"]) == (2, "red", "yellow")
    assert other.see("/notifications/summary").json()["unread"] == 0
    listed = person.see("/notifications").json()["items"]
    assert person.send("/notifications/read", {"ids": [listed[0]["id"]]}).json() == {"unread": 1}
    assert other.send("/notifications/read", {"ids": [listed[1]["id"]]}).json() == {"unread": 0}
    assert person.see("/notifications?unread=true").json()["unread"] == 1
    assert person.send("/notifications/read", {}).json() == {"unread": 0}


def test_a_notice_speaks_the_readers_language(city: Database) -> None:
    with scoped():
        happens(alert(LEPING))
    consumed()
    person = Person("leping")
    zh, en = (person.see("/notifications", **h).json()["items"][0] for h in ({}, {"X-Language": "en"}))
    assert zh["subject"] == "▲橙色预警 新预警：乐平一站"
    assert en["subject"] == "▲ Orange alert, New alert: 乐平一站"
    assert "数据时间：2026-11-22 12:00" in zh["text"]


@pytest.mark.parametrize("kind", ["mail", "webhook", "wecom", "dingtalk", "sms", "feishu_robot"])
def test_a_secret_is_shown_nowhere_and_stays_when_it_is_not_entered(
    city: Database, server: NotifyServer, kind: str
) -> None:
    person = Person("guanli")
    if kind == "mail":
        body: dict[str, Any] = {
            "name": "m", "kind": "mail", "secrets": {"password": SECRET},
            "settings": {"host": "127.0.0.1", "sender": "a@b.cn", "security": "tls"},
        }  # fmt: skip
    else:
        body = wanted(server, kind)
    made = person.send("/notify/channels", body)
    assert made.status_code == 200, made.content
    number = made.json()["id"]
    changed = {**body, "name": "新名称", "secrets": {}}
    assert person.send(f"/notify/channels/{number}", changed).json()["secrets"] == made.json()["secrets"]
    shown = person.see("/notify/channels").content.decode() + made.content.decode()
    with city.connect("owner") as conn:
        noted = conn.execute("SELECT string_agg(coalesce(before::text, '') || coalesce(after::text, ''), '')"
                             " FROM bureau.journal_journalentry").fetchone()  # fmt: skip
        stored = conn.execute("SELECT secret FROM bureau.notify_channel").fetchone()
    assert noted is not None
    assert stored is not None
    for text in (shown, noted[0], stored[0]):
        assert SECRET not in text
        assert "/hook/" not in text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"settings": {"url": "ftp://x"}}, "bad_channel"),
        ({"secrets": {"secret": "short"}}, "bad_channel"),
        ({"settings": {"url": "http://127.0.0.1/", "what": 1}}, "bad_what"),
        ({"secrets": {}}, "bad_secret"),
        ({"department": "nowhere"}, "bad_department"),
    ],
)
def test_a_channel_that_cannot_work_is_refused_by_name(
    city: Database, server: NotifyServer, change: dict[str, Any], code: str
) -> None:
    answer = Person("guanli").send("/notify/channels", wanted(server, "webhook", **change))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_who_manages_the_whole_city_may_touch_channels(city: Database, server: NotifyServer) -> None:
    body = wanted(server, "webhook")
    assert Person("zhiban").send("/notify/channels", body).status_code == 403
    assert Person("zhiban").see("/notify/channels").status_code == 403
    assert Person("xian").send("/notify/channels", body).json()["code"] == "whole_city_only"


def test_a_wording_is_checked_previewed_put_in_force_and_set_back(city: Database) -> None:
    person = Person("guanli")
    key = {"form": "sms", "step": "alert", "language": "zh", "subject": ""}
    text = "{colour}预警，{station}，数据时间{measured}，{sentence}"
    seen = person.send("/notify/wordings/preview", {**key, "text": text * 4}).json()
    assert (seen["problems"], seen["parts"]) == ([], 3)
    for wrong in (
        "{station.__class__}",
        "{colour}{station}{measured}违法",
        "只有文字",
        "{colour}{station}{measured",
    ):
        assert person.send("/notify/wordings", {**key, "text": wrong}).status_code == 422
    assert person.send("/notify/wordings", {**key, "text": text}).json()["own"]
    back = person.send("/notify/wordings/reset", {**key, "text": ""}).json()
    assert (back["own"], back["text"] != text) == (False, True)


def test_dead_letters_are_seen_told_and_sent_anew(server: NotifyServer, presence: Any) -> None:
    from youjian.simulator.notify.book import Trouble

    with scoped():
        made = channel("webhook", server)
        happens(alert())
    consumed()
    server.book.trouble(Trouble("/webhook", 1, 410))
    sent(made, presence)
    person = Person("guanli")
    [row] = page(person, "deliveries?state=dead")["items"]
    assert "410" in row["error"]
    told = [d.message.path for d in deliveries(user__username="guanli")]
    assert told == [f"/notify?tab=deliveries&state=dead&channel={made.pk}"]
    shown = person.see(f"/notify/deliveries/{row['id']}").json()
    assert (shown["may_resend"], [one["ok"] for one in shown["tries"]]) == (True, [False])
    assert person.send(f"/notify/deliveries/{row['id']}/resend").json()["state"] == "queued"
    sent(made, presence)
    assert person.see(f"/notify/deliveries/{row['id']}").json()["state"] == "delivered"
    assert person.send(f"/notify/deliveries/{row['id']}/cancel").status_code == 409


def test_a_gateways_report_is_taken_with_its_token_alone(server: NotifyServer, presence: Any) -> None:
    from youjian.bureau.accounts.models import User

    with scoped():
        User.objects.filter(username="zhiban").update(mobile="13800001111")
        made = channel("sms", server, secrets={"callback_token": "a-token-of-16-signs"})
        happens(alert())
    consumed()
    sent(made, presence)
    [one] = deliveries(channel=made)
    body = json.dumps({"msgGroup": one.receipt["id"], "mobile": "13800001111", "reportStatus": "CM:0000"})
    gateway = Person()
    path = f"/api/v1/notify/receipts/{made.pk}/"
    assert gateway.post(path + "wrong", body, content_type="application/json").status_code == 404
    taken = gateway.post(path + "a-token-of-16-signs", body, content_type="application/json")
    assert taken.json() == {"count": 1}
    assert [d.state for d in deliveries(channel=made)] == ["delivered"]
    again = gateway.post(path + "a-token-of-16-signs", body, content_type="application/json")
    assert again.json() == {"count": 0}


def test_wishes_are_kept_and_a_test_notice_goes_to_oneself(city: Database, server: NotifyServer) -> None:
    with scoped():
        made = channel("dingtalk", server, settings={"users_by_name": False})
    person = Person("leping")
    assert person.send(f"/notifications/test/{made.pk}").json()["code"] == "no_address"
    wishes = {"dingtalk_user": "dd-leping", "levels": {"dingtalk": "orange"}, "own_quiet": True,
              "quiet_from": "22:00", "quiet_until": "07:00"}  # fmt: skip
    saved = person.send("/notifications/wishes", wishes).json()
    assert saved["channels"][0] | {"id": 0} == {
        "id": 0, "name": "dingtalk", "kind": "dingtalk", "kind_name": "钉钉应用（含待办）",
        "address": "d********", "reaches": True,
    }  # fmt: skip
    assert person.send("/notifications/wishes", {"email": "a@b.cn\r\nBcc: x@y.cn"}).status_code == 422
    assert person.send(f"/notifications/test/{made.pk}").status_code == 200
    assert [d.address for d in deliveries(channel=made)] == ["dd-leping"]


def test_rules_and_policy_are_data(city: Database) -> None:
    person = Person("guanli")
    book = person.see("/notify/rules").json()
    assert len(book["rules"]) == 10
    first = {**book["rules"][0], "enabled": False}
    assert person.send(f"/notify/rules/{first['id']}", first).json()["enabled"] is False
    with scoped():
        happens(alert(LEPING))
    consumed()
    assert deliveries(user__username="leping") == []
    assert person.send(f"/notify/rules/{first['id']}", {**first, "enabled": True}).status_code == 200
    policy = person.see("/notify/policy").json()
    bad = person.send("/notify/policy", {**policy, "digest_at": ["25:00"]})
    assert bad.status_code == 422
    good = person.send("/notify/policy", {**policy, "digest_at": ["17:00", "8:30"]})
    assert good.json()["digest_at"] == ["08:30", "17:00"]
