"""Orders to stop a nozzle: drafted, signed by another person, served, carried out with a photo, lifted."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, PASSWORD, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped

NOZZLE = 3
JPEG = b"\xff\xd8\xff\xe0 a stopped nozzle"


@pytest.fixture(scope="module")
def city(
    module_database: Database, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker), pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOUJIAN_HOME", str(tmp_path_factory.mktemp("home")))
        office.furnish(module_database)
        from youjian.bureau.accounts import services

        people = [
            ("juzhang", "ecology", ["3602"]),
            ("zhan", "station", [ZHUSHAN]),
            ("tazhan", "station", [LEPING]),
        ]
        services.take_accounts(
            [
                {
                    "username": username,
                    "password": PASSWORD,
                    "display_name": f"{username} 某人",
                    "department": "commerce",
                    "role": role,
                    "scope": scope,
                }
                for username, role, scope in people
            ]
        )
        yield module_database


def drafted(person: Person, **changes: Any) -> Any:
    body = {
        "station_id": ZHUSHAN,
        "nozzle_id": NOZZLE,
        "action": "stop",
        "reason": "连续7日标准报警，现场复测不合格",
        "basis": "GB 20952-2020",
    }
    return person.send("/vapour/orders", body | changes)


def carried(person: Person, order: int, **fields: Any) -> Any:
    photo = SimpleUploadedFile("枪.jpg", JPEG, content_type="image/jpeg")
    return person.post(
        f"/api/v1/vapour/orders/{order}/carry",
        data={"note": "已挂牌停用", "photos": photo, **fields},
        headers={"X-CSRFToken": person.token},
    )


def sold(database: Database, seq: int, at: datetime) -> None:
    office.fuel(database, ZHUSHAN, seq, 1_000_000 + seq * 30_000, at)


def test_a_stop_is_signed_by_another_served_carried_out_sold_after_and_lifted(city: Database) -> None:
    duty, signer, station = Person("zhiban"), Person("juzhang"), Person("zhan")
    made = drafted(duty)
    assert made.status_code == 200, made.content
    number = made.json()["id"]
    path = f"/vapour/orders/{number}"
    assert made.json()["next_steps"] == ["withdraw"]
    assert drafted(duty).json()["code"] == "order_there"
    assert station.see(path).status_code == 404
    assert duty.send(f"{path}/sign").status_code == 403
    signed = signer.send(f"{path}/sign").json()
    assert (signed["state"], signed["signature_valid"], signed["algorithm"]) == ("signed", True, "ed25519")
    assert signer.send(f"{path}/sign").status_code == 409
    assert carried(station, number).status_code == 409
    (notice,) = station.see("/notifications").json()["items"]
    assert "3号枪停用通知" in notice["subject"]
    served = station.send(f"{path}/serve").json()
    assert (served["state"], served["served_how"], served["recipient"]) == ("served", "portal", "zhan 某人")
    _received_earlier(city, minutes=30)
    sold(city, 1, datetime.now(UTC) - timedelta(hours=1))
    assert station.see(path).json()["sold"]["fuellings"] == 0
    sold(city, 2, datetime.now(UTC) - timedelta(minutes=10))
    told = carried(station, number)
    assert told.status_code == 200, told.content
    assert (told.json()["state"], len(told.json()["files"])) == ("carried", 1)
    seen = duty.see(path).json()
    assert (seen["sold"]["fuellings"], seen["sold"]["volume_ml"]) == (1, 30_000)
    assert "送达后仍销售1笔、30.00升" in seen["sentence"]
    (row,) = duty.see("/tables/vapour_orders?state=carried").json()["items"]
    assert (row["id"], row["sold"]) == (number, 1)
    assert duty.see("/vapour/orders").json()["sold_after"] == 1
    photo = duty.see(f"/vapour/files/{seen['files'][0]['id']}")
    assert (photo.status_code, photo.content) == (200, JPEG)

    again = drafted(duty, action="enable", reason="复测合格").json()
    assert again["lifts"] == number
    assert signer.send(f"/vapour/orders/{again['id']}/sign").json()["state"] == "signed"
    assert duty.see(path).json()["state"] == "lifted"
    assert drafted(duty, action="enable").json()["code"] == "no_stop"


def test_what_is_missing_is_refused_and_who_drafts_does_not_sign(city: Database) -> None:
    both, other = Person("juzhang"), Person("tazhan")
    assert drafted(both, nozzle_id=99).json()["code"] == "nozzle"
    assert drafted(other).status_code == 403
    assert drafted(Person("zhan")).status_code == 403
    number = drafted(both, station_id=LEPING).json()["id"]
    path = f"/vapour/orders/{number}"
    assert both.send(f"{path}/sign").json()["code"] == "own_draft"
    assert Person("zhan").see(path).status_code == 404
    assert both.send(f"{path}/withdraw").json()["state"] == "withdrawn"
    assert both.send(f"{path}/sign").json()["code"] == "not_now"
    number = drafted(Person("zhiban"), station_id=LEPING).json()["id"]
    path = f"/vapour/orders/{number}"
    assert both.send(f"{path}/sign").status_code == 200
    assert both.send(f"{path}/serve").status_code == 422
    early = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert both.send(f"{path}/serve", {"recipient": "李站长", "at": early}).status_code == 422
    assert both.send(f"{path}/serve", {"recipient": "李站长"}).json()["served_how"] == "hand"
    without = other.post(
        f"/api/v1{path}/carry", data={"note": "已停用"}, headers={"X-CSRFToken": other.token}
    )
    assert without.status_code == 422
    assert (
        Person("zhan").see("/tables/vapour_orders").json()["total"]
        < both.see("/tables/vapour_orders").json()["total"]
    )


def test_the_paper_can_be_checked_anywhere_and_steps_are_in_the_journal(city: Database) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.vapour.models import NozzleOrder
    from youjian.bureau.vapour.order_papers import content

    with scoped():
        row = NozzleOrder.objects.filter(station_id=ZHUSHAN, action="stop").get()
    paper = Person("zhan").see(f"/vapour/orders/{row.pk}/paper").content.decode()
    signed, _, signature = paper.rpartition(".")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key))
    key.verify(base64.urlsafe_b64decode(signature + "=="), signed.encode())
    told = content(paper)
    assert (told["nozzle_id"], told["signed_by"], told["station_id"]) == (NOZZLE, "juzhang 某人", ZHUSHAN)
    with scoped():
        noted = JournalEntry.objects.filter(object=f"vapour_order:{row.pk}").order_by("pk")
        steps = list(noted.values_list("action", flat=True))
    assert steps == [f"vapour.order_{step}" for step in ("draft", "sign", "serve", "carry", "lift")]


def test_what_waits_stands_on_the_workbench(city: Database) -> None:
    number = drafted(Person("zhiban")).json()["id"]
    waiting = [
        one for one in Person("juzhang").see("/workbench").json()["tasks"] if one["kind"] == "vapour_order"
    ]
    assert "签发油枪停用或恢复通知1份" in [one["title"] for one in waiting]
    own = [one["title"] for one in Person("zhiban").see("/workbench").json()["tasks"]]
    assert not any("签发" in title for title in own)
    Person("zhiban").send(f"/vapour/orders/{number}/withdraw")


def _received_earlier(database: Database, minutes: int) -> None:
    with database.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        conn.execute(
            "UPDATE bureau.vapour_nozzleorder SET served_at = served_at - make_interval(mins => %s)"
            " WHERE served_at IS NOT NULL",
            [minutes],
        )
