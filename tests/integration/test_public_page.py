"""The public page: what a code shows, what a complaint becomes, and what is refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped
from youjian.bureau.times import now
from youjian.contract.fields import business_day

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        services.take_accounts([office._person("shijian", "inspector", ["3602"])])
        with module_database.connect("owner") as conn:
            conn.execute("SET youjian.scope = '*'")
            for station in (LEPING, ZHUSHAN):
                conn.execute(
                    "INSERT INTO ledger.dispensers (station_id, dispenser_id, maker, model, serial_no)"
                    " VALUES (%s, 1, '示范', 'M1', 'S1') ON CONFLICT DO NOTHING",
                    [station],
                )
            conn.execute(
                "INSERT INTO ledger.verifications (station_id, nozzle_id, certificate_no, verified_on,"
                " valid_until, result, error_pct, repeatability_pct)"
                " VALUES (%s, 3, 'JJ-1', %s, %s, 'pass', 0.1, 0.05)",
                [LEPING, business_day(now()) - timedelta(days=10), business_day(now()) + timedelta(days=170)],
            )
        yield module_database


@pytest.fixture
def code(city: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of 乐平一站's dispenser, with nobody counted yet."""
    from youjian.bureau.publicity import limits, views
    from youjian.bureau.publicity.models import Knock

    monkeypatch.setattr(views, "_PAGES", limits.Buckets(most=1000, per_second=1000))
    with scoped():
        Knock.objects.all().delete()
    person = Person("shijian")
    person.send("/public-codes", {"station_id": LEPING})
    return person.see(f"/public-codes/{LEPING}").json()["codes"][0]["code"]


def complain(code: str, *, token: str | None = None, **changes: Any) -> Any:
    visitor = Client()
    form = visitor.get(f"/q/{code}/complaint").content.decode()
    found = re.search(r'name="token" value="([^"]+)"', form)
    given = {
        "token": token or (found.group(1) if found else ""),
        "kind": "metering",
        "nozzle": "3",
        "text": "加了200元，油表只走一格",
        "phone": "13800001234",
    }
    return visitor.post(f"/q/{code}/complaint", given | changes)


def leads() -> list[dict[str, Any]]:
    return Person("shijian").see("/tables/leads?sort=id").json()["items"]


def test_a_code_shows_verification_seals_and_price_and_nothing_else(city: Database, code: str) -> None:
    answer = Client().get(f"/q/{code}")
    text = answer.content.decode()
    until = business_day(now()) + timedelta(days=170)
    for told in ("乐平一站", "1号加油机", "3号枪", f"有效至{until}", "JJ-1", "没有铅封记录", "今日尚无成交"):
        assert told in text
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in text
    assert len(answer.content) < 30_000
    assert "youjian_session" not in answer.cookies
    english = Client().get(f"/q/{code}?lang=en").content.decode()
    assert f"valid until {until}" in english


def test_todays_price_is_that_of_the_last_fuelling(city: Database, code: str) -> None:
    with city.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        conn.execute(
            "INSERT INTO ledger.nozzle_states (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml,"
            " amount_fen, unit_price_fen, received_at) VALUES (%s, 3, 1, 1000, %s, 1000, 805, 805, now())",
            [LEPING, now()],
        )
    assert "8.05元/升" in Client().get(f"/q/{code}").content.decode()


def test_a_complaint_becomes_one_lead_with_a_hidden_reporter(city: Database, code: str) -> None:
    before = len(leads())
    answer = complain(code, photos=SimpleUploadedFile("a.png", PNG))
    receipt = re.search(r"XS-(\d+)", answer.content.decode())
    assert answer.status_code == 200
    assert receipt
    lead = Person("shijian").see(f"/leads/{int(receipt.group(1))}").json()
    assert (lead["source"], lead["station_id"], lead["nozzle_id"], len(lead["photos"])) == (
        "public",
        LEPING,
        3,
        1,
    )
    assert lead["reporter"] == {"name": "", "phone": "138******34"}
    assert len(leads()) == before + 1

    form = Client().get(f"/q/{code}/complaint").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)
    assert token
    first, again = (complain(code, token=token.group(1)).content for _ in range(2))
    assert re.findall(rb"XS-\d+", first) == re.findall(rb"XS-\d+", again)
    assert len(leads()) == before + 2


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": "  "}, 422),
        ({"text": "长" * 1001}, 422),
        ({"text": "a\x00b"}, 422),
        ({"kind": "mobile"}, 422),
        ({"nozzle": "99"}, 422),
        ({"website": "http://spam.example"}, 422),
        ({"token": "forged"}, 422),
        ({"photos": SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>")}, 422),
        ({"photos": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, 422),
    ],
)
def test_what_cannot_be_a_complaint_is_refused(
    city: Database, code: str, changes: dict[str, Any], status: int
) -> None:
    before = len(leads())
    answer = complain(code, **changes)
    assert answer.status_code == status
    assert len(leads()) == before


def test_what_was_typed_comes_back_escaped(city: Database, code: str) -> None:
    answer = complain(code, text='<img src=x onerror="alert(1)">', kind="mobile")
    assert b"<img" not in answer.content
    assert b"&lt;img src=x" in answer.content


def test_a_visitor_may_complain_a_few_times_an_hour(city: Database, code: str) -> None:
    assert [complain(code).status_code for _ in range(6)] == [200] * 5 + [429]


def test_pages_are_not_asked_without_end(city: Database, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from youjian.bureau.publicity import limits, views

    monkeypatch.setattr(views, "_PAGES", limits.Buckets(most=2, per_second=0.0))
    visitor = Client()
    assert [visitor.get(f"/q/{code}").status_code for _ in range(3)] == [200, 200, 429]
    assert Client(REMOTE_ADDR="10.9.8.7").get(f"/q/{code}").status_code == 200


def test_a_code_is_revoked_and_made_anew(city: Database, code: str) -> None:
    person = Person("shijian")
    assert Client().get("/q/nosuchcode").status_code == 404
    assert person.send("/public-codes", {"station_id": LEPING}).json() == {"made": 0}
    assert Person("jiancha").see(f"/public-codes/{ZHUSHAN}").status_code == 404
    assert Person("leping").send(f"/public-codes/{code}/revoke", {"reason": "被调包"}).status_code == 403
    assert person.send(f"/public-codes/{code}/revoke", {"reason": "被调包"}).status_code == 204
    assert person.send(f"/public-codes/{code}/revoke", {"reason": "被调包"}).status_code == 404
    assert Client().get(f"/q/{code}").status_code == 404
    assert complain(code).status_code == 404
    assert person.send("/public-codes", {"station_id": LEPING}).json() == {"made": 1}
    fresh = person.see(f"/public-codes/{LEPING}").json()["codes"][0]
    assert fresh["code"] != code
    assert fresh["url"].endswith(f"/q/{fresh['code']}")
