"""Notification without sockets: signatures by published numbers, quiet hours, texts, addresses, backoff."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youjian.bureau import setup

setup()

from youjian.bureau.notify import egress, templates  # noqa: E402 - Django must be set up
from youjian.bureau.notify.backoff import LONGEST, wait  # noqa: E402
from youjian.bureau.notify.channels import signing  # noqa: E402
from youjian.bureau.notify.channels.robots import bytes_fitted  # noqa: E402
from youjian.bureau.notify.channels.segments import fitted, segments  # noqa: E402
from youjian.bureau.notify.channels.webhook import cloud_event  # noqa: E402
from youjian.bureau.notify.egress import Allowed, NotAllowedError, reachable  # noqa: E402
from youjian.bureau.notify.letters import Letter, filled  # noqa: E402
from youjian.bureau.notify.quiet import next_digest, quiet_until  # noqa: E402
from youjian.bureau.notify.routing import asks, happened, loud_enough, step_key  # noqa: E402
from youjian.bureau.notify.templates import FORMS, STEPS  # noqa: E402
from youjian.bureau.notify.texts import TEXTS  # noqa: E402
from youjian.simulator.notify.services import wrong_in_event  # noqa: E402


def test_a_webhook_is_signed_as_the_specification_of_standard_webhooks_shows() -> None:
    """The example of its libraries' tests: secret, id, time, body and signature are published."""
    secret, number = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    signed = signing.webhook_sign(number, 1614265330, b'{"test": 2432232314}', secret)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_robots_are_signed_as_their_documents_say() -> None:
    key, stamp = "this is secret", 1_600_000_000
    dingtalk = hmac.new(key.encode(), f"{stamp}000\n{key}".encode(), hashlib.sha256).digest()
    feishu = hmac.new(f"{stamp}\n{key}".encode(), b"", hashlib.sha256).digest()
    assert signing.dingtalk_sign(stamp * 1000, key) == base64.b64encode(dingtalk).decode()
    assert signing.feishu_sign(stamp, key) == base64.b64encode(feishu).decode()
    assert "+" not in signing.dingtalk_query(stamp * 1000, key).partition("sign=")[2]


def test_the_gateway_is_signed_over_its_parts_without_anything_between() -> None:
    assert signing.mas_mac("a", "b", "c") == "900150983cd24fb0d6963f7d28e17f72"  # RFC 1321, MD5 of abc


SHANGHAI_NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_end_at_their_end_and_cover_exactly_their_minutes(begin: int, end: int, now: int) -> None:
    start, stop = (time(m // 60, m % 60) for m in (begin, end))
    moment = SHANGHAI_NOON.replace(hour=0) + timedelta(minutes=now) - timedelta(hours=8)
    until = quiet_until(moment, start, stop)
    inside = (now - begin) % 1440 < (end - begin) % 1440
    assert (until is not None) == inside
    if until is not None:
        assert (until.hour * 60 + until.minute) == end
        assert timedelta(0) < until - moment <= timedelta(days=1)


def test_the_next_digest_lies_ahead() -> None:
    assert next_digest(SHANGHAI_NOON, ["12:00"]) - SHANGHAI_NOON == timedelta(days=1)
    assert next_digest(SHANGHAI_NOON, []) - SHANGHAI_NOON == timedelta(hours=1)


@given(st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_waiting_grows_to_an_hour_and_never_ends(attempts: int, draw: float) -> None:
    assert timedelta(seconds=8) <= wait(attempts, draw) <= LONGEST * 1.2


@pytest.mark.parametrize("key", list(TEXTS))
def test_every_text_of_the_platform_can_be_used(key: tuple[str, str, str]) -> None:
    assert templates.problems(key[0], key[1], *TEXTS[key]) == []
    assert key[0] in FORMS
    assert key[1] in STEPS


def test_texts_are_there_in_both_languages_for_every_form_and_step() -> None:
    assert len(TEXTS) == len(FORMS) * len(STEPS) * 2


@given(st.text(max_size=60), st.sampled_from(FORMS))
def test_what_is_filled_in_is_neither_run_nor_mark_up(value: str, form: str) -> None:
    hostile = value + "{link}<@all>[x](http://evil)\r\nBcc: a@b.cn\u202e"
    subject, text = filled(form, "{station}", "{station}", {"station": hostile, "link": "https://own"})
    assert "\n" not in subject
    assert "\r" not in subject
    assert "https://own" not in subject + text
    assert "\u202e" not in subject + text
    if form in ("robot", "card"):
        assert "<@all>" not in text
        assert "](" not in text


@pytest.mark.parametrize(
    "text",
    ["{station.__class__}", "{0}", "{station", "}", "{{station}}", "{station!r}", "这家违法 {colour}"],
)
def test_a_text_that_is_more_than_names_is_refused(text: str) -> None:
    needed = "{colour}{shape}{station}{device}{sentence}{measured}{deadline}{link}"
    assert templates.problems("mail", "alert", "x", needed) == []
    assert templates.problems("mail", "alert", "x", needed + text)


@pytest.mark.parametrize(
    ("address", "listed", "may"),
    [
        ("93.184.216.34", (), True),
        ("127.0.0.1", (), False),
        ("10.1.2.3", (), False),
        ("169.254.169.254", (), False),
        ("::ffff:10.0.0.1", (), False),
        ("fd00::1", (), False),
        ("::1", (), False),
        ("::127.0.0.1", (), False),
        ("::ffff:0:10.0.0.1", (), False),
        ("64:ff9b::169.254.169.254", (), False),
        ("2002:a00:1::1", (), False),
        ("64:ff9b::5db8:d822", (), True),
        ("2606:4700::1111", (), True),
        ("64:ff9b::a01:203", ("10.1.0.0/16",), True),
        ("10.1.2.3", ("10.1.0.0/16",), True),
        ("10.2.2.3", ("10.1.0.0/16",), False),
        ("10.2.2.3", ("gateway.gov.cn",), True),
        ("93.184.216.34", ("10.1.0.0/16",), False),
    ],
)
def test_only_what_the_installation_lists_is_reached(
    address: str, listed: tuple[str, ...], may: bool
) -> None:
    def look() -> str:
        return reachable("gateway.gov.cn", 443, Allowed(listed), lambda _host, _port: [address])

    if may:
        assert look() == address
    else:
        with pytest.raises(NotAllowedError, match="YOUJIAN_NOTIFY_HOSTS"):
            look()


def test_a_name_with_one_address_inside_is_not_reached() -> None:
    with pytest.raises(NotAllowedError):
        reachable("x.cn", 443, Allowed(), lambda _h, _p: ["93.184.216.34", "10.0.0.1"])
    assert egress.Allowed(("*.gov.cn",)).names("a.gov.cn")
    assert not egress.Allowed(("*.gov.cn",)).names("gov.cn.evil.com")


@given(st.text(min_size=1, max_size=400), st.integers(1, 4))
def test_a_short_message_fits_its_parts(text: str, most: int) -> None:
    assert segments(fitted(text, most)) <= most


@given(st.text(max_size=200), st.integers(3, 60))
def test_a_text_cut_by_bytes_stays_text(text: str, most: int) -> None:
    assert len(bytes_fitted(text, most).encode()) <= most


class _Rule:
    """A rule that asks for nothing."""

    whats: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    min_level = 0


def _event(what: str, **changes: object) -> dict[str, object]:
    return {"alert_id": 1, "station_id": "3602030017", "colour": "red", "what": what, **changes}


def test_rules_ask_for_what_they_name_and_never_for_revisions_or_parts_of_a_storm() -> None:
    assert asks(_Rule(), happened(1, "alert.opened", _event("opened")))
    assert not asks(_Rule(), happened(1, "alert.changed", _event("revised")))
    assert not asks(_Rule(), happened(1, "alert.opened", _event("opened", parent_id=9)))
    assert asks(_Rule(), happened(1, "alert.changed", _event("assigned", parent_id=9, assigned_to="li")))


def test_a_step_has_one_name_however_often_it_is_told() -> None:
    keys = [step_key(happened(n, "alert.changed", _event("rose")), "d") for n in (1, 2)]
    graver = step_key(happened(3, "alert.changed", _event("rose", colour="orange")), "d")
    assert (len(set(keys)), graver in keys) == (1, False)
    by_hand = {step_key(happened(n, "alert.changed", _event("assigned")), "d") for n in (1, 2)}
    assert len(by_hand) == 2


def test_no_colour_is_loud_and_off_is_off() -> None:
    assert loud_enough("", "red")
    assert not loud_enough("", "off")


def test_an_event_is_a_cloud_event_and_says_when_it_was_measured() -> None:
    facts = {
        "event": _event("opened", measured_at="2026-11-22T04:00:00+00:00"),
        "at": "2026-11-22T04:01:00+00:00",
    }
    letter = Letter(
        id="0c3c9d2e", delivery_id=1, step="alert", what="opened", subject="s", text="t", link="https://x/1",
        language="zh", colour="red", address="", alert_id=1, station_id="3602030017", made_at=SHANGHAI_NOON,
        facts=facts,
    )  # fmt: skip
    event = json.loads(json.dumps(cloud_event(letter, "/youjian")))
    assert wrong_in_event("application/cloudevents+json; charset=utf-8", event) == ""
    assert (event["type"], event["subject"], event["time"]) == (
        "youjian.alert.opened", "alert/1", "2026-11-22T04:01:00Z",
    )  # fmt: skip
    assert event["data"]["measured_at"] == "2026-11-22T04:00:00+00:00"


def test_the_checker_in_the_docs_takes_what_is_signed_once_and_nothing_else() -> None:
    text = (Path(__file__).parents[3] / "docs" / "notify.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102 - the page's own example
    secret, stamp, seen = (
        "whsec_" + base64.b64encode(b"k" * 24).decode(),
        int(datetime.now(UTC).timestamp()),
        set(),
    )
    headers = {
        "webhook-id": "1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": signing.webhook_sign("1", stamp, b"{}", secret),
    }
    assert not found["is_genuine"](headers, b"{ }", secret, seen)
    assert found["is_genuine"](headers, b"{}", secret, seen)
    assert not found["is_genuine"](headers, b"{}", secret, seen)
