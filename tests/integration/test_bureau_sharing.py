"""Sharing: a system in another process reads and hears what its agreement says, and nothing else."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.acceptance.console_kit import office as serving
from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.share_client import asked, token
from tests.integration.tables_kit import office_on
from youjian.bureau.scope import scoped

FIELDS = ["station_id", "name", "contact_phone"]


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        from youjian.bureau.accounts import services
        from youjian.bureau.registry.models import Station

        services.take_accounts(
            [office._person("dangan", "clerk", ["3602"]), office._person("lingdao", "leader", ["3602"])]
        )
        with scoped():
            Station.objects.all().update(contact_phone="13800001234", contact_name="王小明")
            Station.objects.filter(station_id=LEPING_2).update(ownership="sinopec")
        yield module_database


@pytest.fixture(scope="module")
def base(city: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that other systems ask."""
    home = tmp_path_factory.mktemp("home")
    environment = {**city.environment, "YOUJIAN_HOME": str(home), "YOUJIAN_SECRET_KEY": "k" * 50}
    with serving(environment, home) as (url, _):
        yield f"{url}/api/share/v1"


@pytest.fixture(scope="module")
def clerk(city: Database) -> Person:
    return Person("dangan")


@pytest.fixture(scope="module")
def leader(city: Database) -> Person:
    return Person("lingdao")


def drafted(clerk: Person, **changes: Any) -> int:
    given = {
        "title": "税务数据共享", "receiver": "市税务局金三系统", "basis": "国办发〔2025〕5号",
        "purpose": "成品油税收征管",
        "datasets": {"stations": {"fields": FIELDS}}, "regions": ["3602"],
        "from_on": "2026-01-01", "until_on": "2099-12-31",
    }  # fmt: skip
    answer = clerk.send("/sharing/agreements", given | changes)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()["id"]


def agreed(clerk: Person, leader: Person, **changes: Any) -> tuple[int, str, str]:
    """An agreement in force, with the id and the secret of a client."""
    number = drafted(clerk, **changes)
    assert leader.send(f"/sharing/agreements/{number}/steps", {"step": "approve"}).status_code == 200
    given = clerk.send(f"/sharing/agreements/{number}/clients", {"name": "金三"}).json()
    return number, given["client_id"], given["client_secret"]


def read(base: str, client: str, secret: str, dataset: str = "stations") -> dict[str, Any]:
    """What a program in another process gets."""
    command = [sys.executable, "-m", "tests.integration.share_client", "read", base, client, secret, dataset]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_system_reads_its_fields_and_regions_and_nothing_else(
    base: str, clerk: Person, leader: Person
) -> None:
    _, client, secret = agreed(clerk, leader, regions=["360281"])
    told = read(base, client, secret)
    assert [row["station_id"] for row in told["rows"]] == [LEPING, LEPING_2]
    assert all(set(row) == set(FIELDS) for row in told["rows"])
    assert {row["contact_phone"] for row in told["rows"]} == {"138******34"}
    assert told["purpose"] == "成品油税收征管"


def test_ownership_and_full_fields_are_as_agreed(base: str, clerk: Person, leader: Person) -> None:
    sets = {"stations": {"fields": FIELDS, "full": ["contact_phone"]}}
    _, client, secret = agreed(clerk, leader, ownerships=["private"], datasets=sets)
    rows = read(base, client, secret)["rows"]
    assert [row["station_id"] for row in rows] == [ZHUSHAN, LEPING]
    assert rows[0]["contact_phone"] == "13800001234"


def test_the_database_alone_keeps_other_regions_out(
    base: str, clerk: Person, leader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the application's filter gone the agreement's scope still holds."""
    from django.db.models import Q

    from youjian.bureau.registry import tables
    from youjian.bureau.scope import set_scope
    from youjian.bureau.sharing import reading
    from youjian.bureau.sharing.datasets import DATASETS
    from youjian.bureau.sharing.models import Agreement

    number, _, _ = agreed(clerk, leader, regions=["360281"])
    monkeypatch.setattr(tables, "within", lambda *_: Q())
    monkeypatch.setattr("youjian.bureau.registry.selectors.within", lambda *_: Q())
    with scoped():
        row = Agreement.objects.get(id=number)
        set_scope(row.regions)
        page = reading.page(row, DATASETS["stations"], "", 100, Q())
    assert {one["station_id"][:6] for one in page.rows} == {"360281"}


def test_a_field_or_data_set_that_is_not_agreed_does_not_come(
    base: str, clerk: Person, leader: Person
) -> None:
    _, client, secret = agreed(clerk, leader)
    bearer = {"Authorization": f"Bearer {token(base, client, secret)[1]['access_token']}"}
    assert asked(f"{base}/datasets/alerts", bearer)[0] == 404
    assert asked(f"{base}/datasets/stations?address=x", bearer)[0] == 422
    assert asked(f"{base}/datasets/stations?cursor=abc", bearer)[0] == 422
    assert asked(f"{base}/datasets/stations?limit=1&name=%E4%B8%89", bearer)[0] == 200
    assert [one["code"] for one in asked(f"{base}/datasets", bearer)[1]] == ["stations"]
    bad = {"datasets": {"stations": {"fields": ["worst"]}}}
    given = {"title": "越权", "receiver": "某系统", "basis": "无", "purpose": "测试", "regions": ["3602"]}
    dates = {"from_on": "2026-01-01", "until_on": "2099-12-31"}
    assert clerk.send("/sharing/agreements", {**given, **dates, **bad} | {"basis": "无据"}).status_code == 422


@pytest.mark.parametrize("step", ["suspend", "revoke"])
def test_revocation_works_at_once(base: str, clerk: Person, leader: Person, step: str) -> None:
    number, client, secret = agreed(clerk, leader)
    bearer = {"Authorization": f"Bearer {token(base, client, secret)[1]['access_token']}"}
    assert asked(f"{base}/datasets/stations", bearer)[0] == 200
    assert (
        leader.send(f"/sharing/agreements/{number}/steps", {"step": step, "reason": "违约"}).status_code
        == 200
    )
    assert asked(f"{base}/datasets/stations", bearer)[0] == 401
    assert token(base, client, secret) == (
        400, {"error": "unauthorized_client", "error_description": "the agreement is not in force"},
    )  # fmt: skip


def test_a_client_that_is_shut_out_and_an_old_secret_are_refused(
    base: str, clerk: Person, leader: Person
) -> None:
    number, client, secret = agreed(clerk, leader)
    one = clerk.see(f"/sharing/agreements/{number}").json()["clients"][0]["id"]
    second = clerk.send(f"/sharing/clients/{one}/secret").json()["client_secret"]
    assert token(base, client, secret)[0] == token(base, client, second)[0] == 200
    third = clerk.send(f"/sharing/clients/{one}/secret").json()["client_secret"]
    assert token(base, client, secret)[0] == 401
    assert token(base, client, second)[0] == token(base, client, third)[0] == 200
    bearer = {"Authorization": f"Bearer {token(base, client, third)[1]['access_token']}"}
    clerk.send(f"/sharing/clients/{one}/active", {"active": False})
    assert asked(f"{base}/datasets/stations", bearer)[0] == 401
    assert token(base, client, third)[1]["error"] == "invalid_client"


def test_a_token_is_for_the_data_sets_that_were_asked_for(base: str, clerk: Person, leader: Person) -> None:
    from youjian.bureau.sharing import clients

    sets = {"stations": {"fields": ["station_id"]}, "alerts": {"fields": ["id", "station_id"]}}
    _, client, secret = agreed(clerk, leader, datasets=sets)
    with scoped():
        told, row = clients.issue(client, secret, "alerts")
        assert row.datasets == ["alerts"]
        with pytest.raises(clients.TokenError, match="invalid_scope"):
            clients.issue(client, secret, "seals")
    assert asked(f"{base}/datasets/stations", {"Authorization": f"Bearer {told}"})[0] == 404
    assert asked(f"{base}/datasets/alerts", {"Authorization": f"Bearer {told}"})[0] == 200
    assert asked(f"{base}/datasets/alerts", {"Authorization": "Bearer nothing"})[0] == 401


def test_a_client_that_asks_too_often_waits(base: str, clerk: Person, leader: Person) -> None:
    number = drafted(clerk)
    leader.send(f"/sharing/agreements/{number}/steps", {"step": "approve"})
    given = clerk.send(f"/sharing/agreements/{number}/clients", {"name": "太快", "per_minute": 2}).json()
    told = token(base, given["client_id"], given["client_secret"])[1]
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    assert [asked(f"{base}/datasets/stations", bearer)[0] for _ in range(3)] == [200, 200, 429]


def test_everything_that_left_is_written_down(base: str, clerk: Person, leader: Person) -> None:
    number, client, secret = agreed(clerk, leader)
    assert len(read(base, client, secret)["rows"]) == 3
    listed = clerk.see(f"/tables/sharing_shares?agreement_id={number}").json()["items"]
    assert [(one["rows"], one["way"], one["dataset"]) for one in listed] == [
        (1, "page", "stations"),
        (2, "page", "stations"),
    ]
    assert all(len(one["sha256"]) == 64 for one in listed)
    assert clerk.see(f"/sharing/agreements/{number}").json()["shared_rows"] == 3


def test_who_drafted_does_not_approve_and_a_county_sees_no_citywide_agreement(
    clerk: Person, leader: Person
) -> None:
    from youjian.bureau.accounts.models import Role, User

    number = drafted(clerk)
    assert clerk.send(f"/sharing/agreements/{number}/steps", {"step": "approve"}).status_code == 403
    with scoped():
        both = Role.objects.create(
            code="both", name="两权", permissions=["sharing.see", "sharing.manage", "sharing.approve"]
        )
        User.objects.filter(username="jiancha").update(role=both)
    county = Person("jiancha")
    assert county.see(f"/sharing/agreements/{number}").status_code == 404
    own = drafted(county, regions=["360281"])
    assert county.send(f"/sharing/agreements/{own}/steps", {"step": "approve"}).status_code == 409
    assert county.send("/sharing/agreements", {"title": "x"}).status_code == 422
    assert leader.see(f"/sharing/agreements/{own}").status_code == 200


def test_changes_are_told_once_and_a_late_commit_is_not_missed(
    base: str, city: Database, clerk: Person, leader: Person
) -> None:
    _, client, secret = agreed(clerk, leader)
    bearer = {"Authorization": f"Bearer {token(base, client, secret)[1]['access_token']}"}
    address = f"{base}/datasets/stations/changes"

    def since(cursor: str) -> tuple[list[str], str]:
        status, told = asked(f"{address}?cursor={cursor}", bearer)
        assert status == 200, told
        return [row["station_id"] for row in told["rows"]], told["cursor"]

    _, cursor = since("")
    with city.connect("owner") as slow:
        slow.execute("SELECT set_config('youjian.scope', '*', true)")
        slow.execute("UPDATE ledger.stations SET address = '三龙镇' WHERE station_id = %s", [ZHUSHAN])
        with city.connect("owner") as quick:
            quick.execute("SELECT set_config('youjian.scope', '*', true)")
            quick.execute("UPDATE ledger.stations SET address = '乐平' WHERE station_id = %s", [LEPING])
        rows, cursor = since(cursor)
        assert rows == [LEPING]
    rows, cursor = since(cursor)
    assert ZHUSHAN in rows
    assert since(cursor)[0] == []


def test_a_receiver_hears_signed_events_after_it_failed_and_again_when_asked(
    city: Database, clerk: Person, leader: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youjian.bureau.registry.models import Station
    from youjian.bureau.sharing import hooks
    from youjian.bureau.sharing.models import HookEvent

    monkeypatch.setenv("YOUJIAN_NOTIFY_HOSTS", "127.0.0.1")
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))
    (tmp_path / "got").mkdir()
    number, _, _ = agreed(clerk, leader)
    command = [
        sys.executable,
        "-m",
        "tests.integration.share_client",
        "hear",
        "0",
        str(tmp_path / "got"),
        "1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as receiver:
        try:
            assert receiver.stdout is not None
            port = int(receiver.stdout.readline())
            wanted = {"dataset": "stations", "url": f"http://127.0.0.1:{port}/in"}
            hook = clerk.send(f"/sharing/agreements/{number}/hooks", wanted).json()
            with scoped():
                Station.objects.filter(station_id=LEPING).update(name="乐平第一站")
            with scoped():
                assert hooks.gather() >= 1
            assert hooks.send_round() == 0
            with scoped():
                event = HookEvent.objects.get(hook_id=hook["hook_id"])
                assert (event.state, event.attempts) == ("waiting", 1)
                HookEvent.objects.update(next_at=event.made_at - timedelta(hours=1))
            assert hooks.send_round() == 1
            assert clerk.send(f"/sharing/hooks/{hook['hook_id']}/replay", {"events": [event.pk]}).json() == 1
            assert hooks.send_round() == 1
            got = [json.loads(one.read_text()) for one in sorted((tmp_path / "got").iterdir())]
        finally:
            receiver.kill()
    assert len(got) == 2
    assert got[0]["body"] == got[1]["body"]
    signed(got[0], hook["secret"])
    told = json.loads(got[0]["body"])
    assert (told["specversion"], told["type"], told["subject"]) == (
        "1.0",
        "cn.youjian.dataset.changed",
        "stations",
    )
    assert [row["name"] for row in told["data"]["rows"]] == ["乐平第一站"]


def signed(got: dict[str, Any], secret: str) -> None:
    """As a receiver checks it by the published specification, with the standard library."""
    headers = got["headers"]
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{got['body']}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "http://127.0.0.1:1/x", "http://[::1]/", "http://2130706433/"]
)
def test_no_event_goes_where_the_installation_does_not_allow(
    clerk: Person, leader: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    from youjian.bureau.registry.models import Station
    from youjian.bureau.sharing import hooks
    from youjian.bureau.sharing.models import HookEvent

    monkeypatch.delenv("YOUJIAN_NOTIFY_HOSTS", raising=False)
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path))
    number, _, _ = agreed(clerk, leader)
    hook = clerk.send(f"/sharing/agreements/{number}/hooks", {"dataset": "stations", "url": url}).json()[
        "hook_id"
    ]
    with scoped():
        Station.objects.filter(station_id=LEPING).update(name=f"站{number}")
    with scoped():
        hooks.gather()
    hooks.send_round()
    with scoped():
        event = HookEvent.objects.get(hook_id=hook)
    assert event.state == "waiting"
    assert event.error


def test_a_file_holds_the_agreed_fields_and_its_receipt_must_fit(clerk: Person, leader: Person) -> None:
    number, _, _ = agreed(clerk, leader, regions=["360281"])
    for form in ("parquet", "xlsx"):
        told = clerk.send(f"/sharing/agreements/{number}/files", {"dataset": "stations", "form": form})
        assert told.status_code == 200, told.content.decode()
    excel, parquet = told.json()["files"]
    content = clerk.see(f"/sharing/files/{parquet['id']}").content
    table = pq.read_table(BytesIO(content))
    assert table.column_names == FIELDS
    assert table.num_rows == 2
    assert table.schema.metadata[b"purpose"].decode() == "成品油税收征管"
    assert clerk.see(f"/sharing/files/{excel['id']}").content[:2] == b"PK"
    wrong = {"by": "税务 沈岩", "sha256": "0" * 64}
    assert clerk.send(f"/sharing/files/{parquet['id']}/receipts", wrong).status_code == 422
    right = {"by": "税务 沈岩", "sha256": hashlib.sha256(content).hexdigest()}
    told = clerk.send(f"/sharing/files/{parquet['id']}/receipts", right).json()
    assert "税务 沈岩" in told["files"][1]["receipts"][0]


def test_the_document_of_this_api_is_served(base: str) -> None:
    status, told = asked(f"{base}/openapi.json", {})
    assert status == 200
    assert told["openapi"].startswith("3.1")
    assert "/api/share/v1/datasets/{code}" in told["paths"]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that somebody carries, and a home with the installation's key."""
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))
    for name in ("home", "stick"):
        (tmp_path / name).mkdir()
    return tmp_path / "stick"


def carried(clerk: Person, leader: Person, gate: Path, times: int = 1) -> tuple[int, list[Path], Path]:
    """Packages of an agreement in the folder, and the file with the public key."""
    from youjian.archive.signing import open_signer, public_key_of
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.sharing import ferrying

    number, _, _ = agreed(clerk, leader, regions=["360281"])
    made = [ferrying.send(SYSTEM, number, "stations", gate) for _ in range(times)]
    key = gate / "anchor.pub"
    key.write_text(f"{public_key_of(open_signer(gate.parent / 'home'))}\n")
    return number, made, key


def beyond(gate: Path, key: Path) -> subprocess.CompletedProcess[str]:
    """The reader behind the gate: the command, without anything of the platform."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YOUJIAN_")}
    command = [sys.executable, "-m", "youjian.cli", "ferry", "read", str(gate), str(gate.parent / "taken")]
    return subprocess.run(
        [*command, "--trusted-key", str(key)], env=kept, capture_output=True, text=True, check=False
    )


def test_packages_are_read_behind_the_gate_and_their_answers_come_back(
    clerk: Person, leader: Person, gate: Path
) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.sharing import ferrying

    number, made, key = carried(clerk, leader, gate, 2)
    read = beyond(gate, key)
    assert read.returncode == 0, read.stdout + read.stderr
    [table] = (gate.parent / "taken" / made[0].stem).glob("*.parquet")
    assert pq.read_table(table).column_names == FIELDS
    answers = ferrying.take_answers(SYSTEM, gate)
    assert [(row.agreement_id, row.number, row.accepted) for row in answers] == [
        (number, 1, True),
        (number, 2, True),
    ]
    assert ferrying.take_answers(SYSTEM, gate) == []


def test_a_package_that_is_missing_changed_or_brought_twice_is_refused(
    clerk: Person, leader: Person, gate: Path
) -> None:
    _, made, key = carried(clerk, leader, gate, 3)
    second = made[1].read_bytes()
    made[1].unlink()
    read = beyond(gate, key)
    assert read.returncode == 1
    assert "number 2 is missing" in read.stdout
    changed = bytearray(second)
    changed[len(changed) // 2] ^= 1
    made[1].write_bytes(changed)
    assert "refused" in beyond(gate, key).stdout
    made[1].write_bytes(second)
    again = beyond(gate, key).stdout
    assert f"{made[0].name}: refused: it was read before" in again
    assert f"{made[1].name}: taken" in again
    assert f"{made[2].name}: taken" in again


def test_a_package_of_a_strange_key_is_refused(clerk: Person, leader: Person, gate: Path) -> None:
    _, _, key = carried(clerk, leader, gate)
    key.write_text("ed25519 " + "ab" * 32 + "\n")
    read = beyond(gate, key)
    assert read.returncode == 1
    assert "not a key one trusts" in read.stdout
