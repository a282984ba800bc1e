"""Who is told of an alert: once, by rules, whoever kills whom; later, where people want to be left alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING
from tests.integration.notify_kit import alert, channel, consumed, deliveries, happens, notify_server
from tests.integration.tables_kit import office_on


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city: `zhiban` on duty for all of it, `leping` and `jiancha` for a county."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        yield module_database


@pytest.fixture(autouse=True)
def _empty(city: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.0/8")
    with city.connect("owner") as conn:
        conn.execute("TRUNCATE bureau.notify_delivery, bureau.notify_message, bureau.notify_channel,"
                     " bureau.notify_wish, bureau.notify_quiethours, bureau.notify_attempt,"
                     " bureau.alerts_alert, bureau.events_event CASCADE")  # fmt: skip
        conn.execute("UPDATE bureau.notify_cursor SET number = 0, lost = 0")


def scoped() -> Any:
    """A transaction of the platform's own."""
    from youjian.bureau.scope import scoped as everywhere

    return everywhere()


def told(**filters: Any) -> list[tuple[str, str]]:
    """Who was told of what in the console."""
    found = deliveries(channel=None, **filters)
    return [(one.user.username, one.message.what) for one in found]


def test_those_who_may_sign_are_told_once_when_nobody_is_on_duty(city: Database) -> None:
    with scoped():
        one = alert(LEPING)
        happens(one)
    consumed()
    consumed()
    assert sorted(told()) == [("jiancha", "opened"), ("leping", "opened"), ("zhiban", "opened")]


def test_people_outside_the_scope_and_without_the_right_are_not_told(city: Database) -> None:
    with scoped():
        happens(alert())
    consumed()
    assert told() == [("zhiban", "opened")]


def test_nothing_is_said_of_revisions_nor_twice_of_one_step(city: Database) -> None:
    with scoped():
        one = alert()
        happens(one)
        happens(one, "revised")
        happens(one, "rose", colour="red")
        happens(one, "rose", colour="red")
        happens(one, "again")
        happens(one, "again")
    consumed()
    assert told() == [("zhiban", "opened"), ("zhiban", "rose"), ("zhiban", "again")]


def test_a_storm_is_told_by_its_wider_alert_alone(city: Database) -> None:
    with scoped():
        wide = alert(LEPING)
        happens(wide)
        for _ in range(20):
            happens(alert(LEPING, parent=wide), parent_id=wide.pk)
    consumed()
    assert len(told(user__username="leping")) == 1


def test_the_person_it_is_given_to_is_told(city: Database) -> None:
    with scoped():
        one = alert(LEPING)
        happens(one, "assigned", assigned_to="leping")
    consumed()
    assert told() == [("leping", "assigned")]


def test_events_that_were_dropped_before_they_were_read_are_told(city: Database) -> None:
    from youjian.bureau.events.models import Event
    from youjian.bureau.notify.models import Cursor

    with scoped():
        for _ in range(3):
            happens(alert())
        Event.objects.filter(number__lt=3).delete()
    consumed()
    with scoped():
        assert (Cursor.objects.get(id=1).number, Cursor.objects.get(id=1).lost) >= (3, 2)
    gap = deliveries(message__source="gap:1-2", user__username="zhiban")
    assert [one.message.path for one in gap] == ["/alerts"]


def test_a_crash_between_deliveries_and_cursor_tells_nobody_twice(city: Database) -> None:
    from youjian.bureau.notify.consuming import consume

    with scoped():
        happens(alert())

    def killed() -> None:
        with scoped():
            assert consume() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        killed()
    assert told() == []
    consumed()
    assert told() == [("zhiban", "opened")]


def test_what_an_app_tells_is_told_once_by_its_source(city: Database) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.notify.services import tell

    words = {"subject": ("交接班", "Hand-over"), "text": ("请接班。", "Please take over."), "path": "/duty"}
    with scoped():
        users = list(User.objects.filter(username__in=["zhiban", "leping"]).values_list("pk", flat=True))
        assert tell(users, **words, source="duty:1")  # type: ignore[arg-type]
        assert not tell(users, **words, source="duty:1")  # type: ignore[arg-type]
    assert len(deliveries(message__source="duty:1")) == 2


def test_who_acts_within_a_county_tells_somebody_of_the_whole_city_and_of_another(city: Database) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.events.models import Event
    from youjian.bureau.notify.services import tell
    from youjian.bureau.scope import scoped as within_scope

    outside = ["zhiban", "zhuguan"]
    with scoped():
        users = list(User.objects.filter(username__in=outside).values_list("pk", flat=True))
        events = Event.objects.filter(kind="notify").count()
    assert users
    with within_scope(["360281"]):
        assert tell(users, subject=("请办", "Please"), text=("请办", "Please"), path="/", source="narrow:1")
        assert not Event.objects.filter(station_id__startswith="36020").exists()
    assert len(deliveries(message__source="narrow:1", state="delivered")) == len(users)
    with scoped():
        assert Event.objects.filter(kind="notify").count() > events


def wish(username: str, **fields: Any) -> None:
    """Note how a person wants to be told."""
    from youjian.bureau.accounts.models import User
    from youjian.bureau.notify.models import Wish

    Wish.objects.update_or_create(user=User.objects.get(username=username), defaults=fields)


def quiet_now() -> dict[str, Any]:
    """Quiet hours that hold for some hours around now."""
    here = datetime.now(UTC) + timedelta(hours=8)
    return {
        "own_quiet": True,
        "quiet_from": time((here.hour - 2) % 24),
        "quiet_until": time((here.hour + 3) % 24),
    }


def test_quiet_hours_hold_what_is_not_red_and_a_digest_tells_it_afterwards(city: Database) -> None:
    from youjian.bureau.notify.digests import release
    from youjian.bureau.notify.models import Delivery

    with notify_server() as server, scoped():
        channel("dingtalk", server, settings={"todo": False})
        wish("zhiban", **quiet_now())
        for colour in ("orange", "yellow", "red"):
            happens(alert(colour=colour))
    consumed()
    states = [(one.message.colour, one.state) for one in deliveries(channel__isnull=False)]
    assert states == [("orange", "held"), ("yellow", "held"), ("red", "queued")]
    with scoped():
        Delivery.objects.filter(state="held").update(next_at=datetime.now(UTC))
        assert release() == 2
        assert release() == 0
    digest = deliveries(channel__isnull=False, message__step="digest")
    assert len(digest) == 1
    assert digest[0].message.facts["zh"]["count"] == "2"
    assert "三龙加油站" in digest[0].message.facts["zh"]["lines"]
    assert {one.of_id for one in deliveries(state="digested")} == {digest[0].pk}


def test_a_person_gets_only_the_colours_that_they_want_over_a_channel(city: Database) -> None:
    with notify_server() as server, scoped():
        channel("dingtalk", server, settings={"todo": False})
        wish("zhiban", levels={"dingtalk": "orange"})
        for colour in ("yellow", "orange"):
            happens(alert(colour=colour))
    consumed()
    assert [one.message.colour for one in deliveries(channel__isnull=False)] == ["orange"]
    assert len(told()) == 2


def test_a_deputy_is_told_in_the_place_of_who_is_away(city: Database) -> None:
    from youjian.bureau.accounts.models import Delegation, User

    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    with notify_server() as server, scoped():
        channel("dingtalk", server, settings={"todo": False})
        zhiban, deputy = (User.objects.get(username=name) for name in ("zhiban", "leping"))
        made = Delegation.objects.create(
            principal=zhiban, deputy=deputy, from_on=today, until_on=today, reason="休假",
            made_at=datetime.now(UTC), made_by=zhiban,
        )  # fmt: skip
        happens(alert())
    consumed()
    outside = deliveries(channel__isnull=False)
    assert [(one.user.username, one.stands_for_id) for one in outside] == [("leping", zhiban.pk)]
    assert sorted(told()) == [("leping", "opened"), ("zhiban", "opened")]
    with scoped():
        made.delete()


def test_the_rest_of_a_burst_waits_for_one_digest(city: Database) -> None:
    with notify_server() as server, scoped():
        channel("dingtalk", server, settings={"todo": False})
        for _ in range(13):
            happens(alert(colour="yellow"))
        happens(alert(colour="red"))
    consumed()
    states = [one.state for one in deliveries(channel__isnull=False)]
    assert (states.count("queued"), states.count("held"), states[-1]) == (11, 3, "queued")


def test_what_a_catch_up_found_is_one_message_each_and_red_is_told_singly(city: Database) -> None:
    from youjian.bureau.notify.digests import release
    from youjian.bureau.notify.models import Delivery

    span = ["2026-11-22T00:00:00+00:00", "2026-11-22T02:00:00+00:00"]
    with scoped():
        for colour in ("orange", "orange", "yellow", "red"):
            happens(alert(colour=colour), caught_up=span)
    consumed()
    assert [one.state for one in deliveries(user__username="zhiban")] == ["held"] * 3 + ["delivered"]
    first = deliveries(state="held", user__username="zhiban")[0]
    Delivery.objects.filter(pk=first.pk).update(next_at=datetime.now(UTC) - timedelta(minutes=1))
    with scoped():
        release()
    [digest] = deliveries(message__step="digest", user__username="zhiban")
    assert digest.message.text.count("补判：11-22 08:00至11-22 10:00停判") == 3
    assert len(deliveries(user__username="zhiban", state="digested")) == 3
