"""Taking a register and a profile: all of it or nothing, every bad row named."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from youjian.bureau.scope import scoped
from youjian.cli import main

DEMO = Path(__file__).parents[2] / "src" / "youjian" / "profiles" / "jingdezhen"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo city's register as an audit folder that may be spoiled."""
    return Path(shutil.copytree(DEMO / "registry", tmp_path / "register"))


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def stations() -> int:
    from youjian.bureau.registry.models import Station

    with scoped():
        return Station.objects.count()


def test_a_good_folder_is_taken_whole_and_journaled(
    office_database: Database, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(folder)]) == 0
    assert "stations: 40 new, 0 changed, 0 unchanged" in capsys.readouterr().out
    assert main(["import", str(folder)]) == 0
    assert "stations: 0 new, 0 changed, 40 unchanged" in capsys.readouterr().out
    from youjian.bureau.journal.models import JournalEntry

    with scoped():
        assert [e.action for e in JournalEntry.objects.order_by("number")] == ["registry.import"] * 2


def test_every_bad_row_is_named_and_nothing_is_taken(
    office_database: Database, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "tanks.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace("95", "97", 1) if ",95," in lines[2] else lines[2] + ",more"
    lines[4] = "9999999999" + lines[4][10:]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["import", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "tanks.csv:3: " in said
    assert "tanks.csv:5: " in said
    assert "nothing was imported" in said
    assert stations() == 0


def test_a_person_imports_only_within_their_right_and_scope(
    office: Database, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from youjian.bureau.accounts.models import User

    assert main(["import", str(folder), "--actor", "leping"]) == 2
    assert "维护站点档案" in capsys.readouterr().err
    User.objects.filter(username="leping").update(role="admin")
    assert main(["import", str(folder), "--actor", "leping"]) == 2
    assert "outside the actor's scope" in capsys.readouterr().err
    assert main(["import", str(folder), "--actor", "nobody"]) == 2
    assert stations() == 3


def test_loading_a_profile_twice_changes_nothing_and_keeps_passwords(office_database: Database) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.accounts.models import User
    from youjian.bureau.registry.loading import load_profile

    load_profile(SYSTEM, DEMO)
    user = User.objects.get(username="zhiban")
    user.set_password("Own-choice-2026")
    user.save()
    counts = load_profile(SYSTEM, DEMO)
    assert {(count.new, count.changed) for count in counts.values()} == {(0, 0)}
    person = Person()
    assert person.log_in("zhiban", "Own-choice-2026").status_code == 200
    shown = person.see("/map").json()
    assert len(shown["stations"]) == 40
    assert {region["name"] for region in shown["regions"]} >= {"珠山区", "乐平市"}
    boundaries = person.see("/regions/boundaries").json()
    assert boundaries["geojson"]["features"]
    assert boundaries["note"]


def test_an_enrolment_code_is_issued_by_who_may_and_works_once(office: Database) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.times import now
    from youjian.ledger.collectors import EnrolmentError, enrol

    person = Person("leping")
    path = f"/stations/{LEPING}/enrolment-codes"
    assert person.send(path, {"collector_id": "C1"}).status_code == 403
    User.objects.filter(username="leping").update(role="admin")
    code = person.send(path, {"collector_id": "C1"}).json()["code"]
    with office.connect("intake") as conn:
        assert enrol(conn, code, b"k" * 32, key_id="k1", now=now()).station_id == LEPING
        with pytest.raises(EnrolmentError):
            enrol(conn, code, b"k" * 32, key_id="k2", now=now())


def test_a_collector_counts_once_a_person_accepts_it(office: Database) -> None:
    from youjian.bureau.accounts.models import User
    from youjian.bureau.times import now
    from youjian.ledger.collectors import enrol

    User.objects.filter(username="leping").update(role="admin")
    person = Person("leping")
    code = person.send(f"/stations/{LEPING}/enrolment-codes", {"collector_id": "C1"}).json()["code"]
    with office.connect("intake") as conn:
        enrol(conn, code, b"k" * 32, key_id="k1", now=now())
    path = f"/stations/{LEPING}/collectors"
    assert [(c["collector_id"], c["state"]) for c in person.see(path).json()] == [("C1", "pending")]
    accepted = person.send(f"{path}/C1/state", {"state": "accepted", "reason": "联调测试通过"})
    assert accepted.json()["state"] == "accepted"
    assert [c["state"] for c in person.see(path).json()] == ["accepted"]
    assert person.send(f"{path}/C9/state", {"state": "refused", "reason": "停用"}).status_code == 404
    assert (
        person.send(
            f"/stations/{ZHUSHAN}/collectors/C1/state", {"state": "refused", "reason": "x"}
        ).status_code
        == 404
    )
    [entry] = Person("shenji").see("/journal?action=registry.collector_state").json()["items"]
    assert entry["before"] == {"state": "pending"}
    assert entry["after"] == {"state": "accepted", "reason": "联调测试通过"}


def test_a_new_installation_gets_its_first_people_from_a_profile(office_database: Database) -> None:
    assert main(["import", str(DEMO)]) == 0
    assert stations() == 40
    answer = Person().log_in("guanli", "Youjian-2026")
    assert answer.json()["role"]["code"] == "admin"
