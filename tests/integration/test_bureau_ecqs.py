"""The exchange with e-CQS: both directions, by file and by HTTP, differences decided by people."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, LEPING_2, ZHUSHAN, Person
from tests.integration.ecqs_server import TOKEN
from tests.integration.tables_kit import names, page
from youjian.bureau.scope import scoped

HEAD = "e-CQS编号,使用单位信用代码,器具名称,型号规格,出厂编号,生产厂家,器具产地\n"


@pytest.fixture
def city(office_database: Database) -> Database:
    """Two dispensers that are described, one without a serial number; a person of the metering desk."""
    office.furnish(office_database)
    from youjian.bureau.accounts import services

    services.take_accounts([office._person("jiliang", "inspector", ["3602"])])
    with office_database.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        for station, serial in ((LEPING, "SN-1"), (ZHUSHAN, "SN-2"), (LEPING_2, None)):
            conn.execute(
                "UPDATE ledger.dispensers SET maker = '正星', model = 'ZX-1', serial_no = %s"
                " WHERE station_id = %s",
                [serial, station],
            )
    return office_database


def bring(person: Person, text: str) -> dict[str, Any]:
    file = SimpleUploadedFile("台账.csv", (HEAD + text).encode("utf-8-sig"))
    answer = person.post(
        "/api/v1/uploads",
        {"sheet": "ecqs_instruments", "file": file},
        headers={"X-CSRFToken": person.token},
    )
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    done = person.send(f"/uploads/{told['id']}/commit", {"reason": "导入", "effective_on": None})
    assert done.status_code == 200, done.content.decode()
    return told


def test_their_ledger_is_held_against_ours_field_for_field(city: Database) -> None:
    person = Person("jiliang")
    bring(person, "QJ1,,燃油加油机,ZX-1,SN-1,恒山,江苏\nQJ9,,燃油加油机,ZZ,SN-9,别家,\n")
    told = person.see("/ecqs").json()
    assert (told["dispensers"], told["matched"], told["theirs_only"], told["open"]) == (3, 1, 1, 1)
    [row] = [one for one in page(person, "ecqs_differences")["items"] if not one["decision"]]
    assert (row["field"], row["ours"], row["theirs"]) == ("maker", "正星", "恒山")
    shown = person.see(f"/ecqs/instruments/{row['instrument_id']}").json()
    fields = {one["code"]: (one["ours"], one["theirs"], one["differs"]) for one in shown["fields"]}
    assert fields["maker"] == ("正星", "恒山", True)
    assert fields["origin"] == ("江苏", "江苏", False), "what only they hold is taken over"
    assert fields["name"] == ("燃油加油机", "燃油加油机", False)
    bring(person, "QJ1,,燃油加油机,ZX-1,SN-1,恒山,江苏\n")
    assert person.see("/ecqs").json()["open"] == 1, "the same again opens nothing"
    assert Person("jiancha").see("/ecqs").json()["dispensers"] == 2, "a county sees its own"


def test_a_decision_for_theirs_goes_into_the_register(city: Database) -> None:
    person = Person("jiliang")
    bring(person, "QJ1,,燃油加油机,ZX-1,SN-1,恒山,江苏\n")
    [row] = page(person, "ecqs_differences")["items"]
    path = f"/ecqs/differences/{row['id']}"
    assert person.send(path, {"decision": "theirs", "reason": ""}).status_code == 422
    assert Person("leping").send(path, {"decision": "theirs", "reason": "铭牌"}).status_code == 403
    told = person.send(path, {"decision": "theirs", "reason": "核对铭牌"}).json()
    assert {one["code"]: one["ours"] for one in told["fields"]}["maker"] == "恒山"
    assert person.send(path, {"decision": "ours", "reason": "又改"}).json()["code"] == "decided"
    with city.connect("owner") as conn:
        conn.execute("SET youjian.scope = '*'")
        found = conn.execute(
            "SELECT maker, model FROM ledger.dispensers WHERE station_id = %s", [LEPING]
        ).fetchone()
    assert found == ("恒山", "ZX-1")
    assert person.see("/ecqs").json()["open"] == 0


def test_a_decision_for_ours_goes_out_and_is_asked_again_when_it_was_not_followed(city: Database) -> None:
    person = Person("jiliang")
    theirs = "QJ1,,燃油加油机,ZX-1,SN-1,恒山,江苏\n"
    bring(person, theirs)
    [row] = page(person, "ecqs_differences")["items"]
    person.send(f"/ecqs/differences/{row['id']}", {"decision": "ours", "reason": "铭牌为正星"})
    bring(person, theirs)
    assert person.see("/ecqs").json()["open"] == 0, "they were not told yet"
    sent = person.send("/ecqs/export").json()
    book = load_workbook(io.BytesIO(person.see(f"/ecqs/rounds/{sent['id']}/file").content))
    lines = [[cell.value or "" for cell in line] for line in book.worksheets[0].iter_rows()]
    heads = {name: at for at, name in enumerate(lines[0])}
    [mine] = [line for line in lines[1:] if line[heads["出厂编号"]] == "SN-1"]
    assert (mine[heads["e-CQS编号"]], mine[heads["生产厂家"]], mine[heads["数量"]]) == ("QJ1", "正星", "1")
    assert person.send("/ecqs/export").json()["code"] == "nothing"
    bring(person, theirs)
    assert person.see("/ecqs").json()["open"] == 1, "they were told and differ still"
    bring(person, theirs.replace("恒山", "正星"))
    assert person.see("/ecqs").json()["open"] == 0
    assert "agreed" in names(page(person, "ecqs_differences"), "decision")


def test_an_instrument_of_theirs_is_paired_by_hand(city: Database) -> None:
    person = Person("jiliang")
    bring(person, "QJ7,,燃油加油机,ZX-1,SN-77,正星,\n")
    [theirs] = page(person, "ecqs_instruments?state=theirs_only")["items"]
    path = f"/ecqs/instruments/{theirs['id']}/pair"
    assert person.send(path, {"station_id": LEPING_2, "dispenser_id": 9}).status_code == 404
    told = person.send(path, {"station_id": LEPING_2, "dispenser_id": 1}).json()
    assert (told["ecqs_no"], told["station_id"]) == ("QJ7", LEPING_2)
    assert person.see("/ecqs").json()["theirs_only"] == 0
    bring(person, "QJ8,,燃油加油机,ZX-1,SN-88,正星,\n")
    [other] = page(person, "ecqs_instruments?state=theirs_only")["items"]
    again = person.send(f"/ecqs/instruments/{other['id']}/pair", {"station_id": LEPING_2, "dispenser_id": 1})
    assert again.json()["code"] == "paired"


@pytest.fixture
def receiver() -> Iterator[str]:
    """A receiver of another process that answers 503 once; its address."""
    command = [sys.executable, "-m", "tests.integration.ecqs_server", "--stumble", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def test_ledgers_go_both_ways_over_http(city: Database, receiver: str) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.ecqs import exchanging
    from youjian.bureau.ecqs.channels import HttpChannel
    from youjian.bureau.ecqs.models import ExchangeRound, Instrument

    way = HttpChannel(receiver, TOKEN, backoff=0.0)
    assert exchanging.send(SYSTEM, way)
    with scoped():
        sent = ExchangeRound.objects.get(direction="out")
        assert (sent.rows, len(sent.refused)) == (3, 1)
        assert sent.refused[0]["reason"] == "出厂编号不能为空"
        assert Instrument.objects.exclude(ecqs_no=None).count() == 2
    assert exchanging.fetch(SYSTEM, way)
    with scoped():
        came = ExchangeRound.objects.get(direction="in")
        assert (came.rows, came.unknown, came.opened) == (2, 0, 0)
    assert not exchanging.fetch(SYSTEM, HttpChannel(receiver, "wrong", backoff=0.0))
    assert not exchanging.send(SYSTEM, HttpChannel("http://127.0.0.1:9", TOKEN, backoff=0.0))
    with scoped():
        errors = ExchangeRound.objects.exclude(error="").order_by("id").values_list("error", flat=True)
        assert list(errors) == [
            f"{receiver} answered 401",
            "http://127.0.0.1:9 was not reached: MaxRetryError",
        ]


def test_ledgers_go_both_ways_through_a_folder(city: Database, tmp_path: Path) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.ecqs import exchanging
    from youjian.bureau.ecqs.channels import FolderChannel
    from youjian.bureau.ecqs.models import ExchangeRound

    way = FolderChannel(tmp_path)
    (tmp_path / "in").mkdir()
    assert not exchanging.fetch(SYSTEM, way), "no file waits"
    assert exchanging.send(SYSTEM, way)
    [written] = (tmp_path / "out").glob("*.json")
    items = json.loads(written.read_text(encoding="utf-8"))["items"]
    theirs = [item | {"ecqs_no": f"QJ{at}"} for at, item in enumerate(items) if item["serial_no"]]
    (tmp_path / "in" / "a.json").write_text(json.dumps({"items": theirs}), encoding="utf-8")
    assert exchanging.fetch(SYSTEM, way)
    assert [path.name for path in (tmp_path / "in" / "done").iterdir()] == ["a.json"]
    (tmp_path / "in" / "b.json").write_text("{}", encoding="utf-8")
    assert not exchanging.fetch(SYSTEM, way), "what is no ledger is refused, and stays"
    assert (tmp_path / "in" / "b.json").exists()
    with scoped():
        assert ExchangeRound.objects.filter(direction="in", error="").count() == 1
        assert ExchangeRound.objects.exclude(error="").count() == 2


def test_people_ask_the_worker_and_are_told_when_there_is_no_way(
    city: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person("jiliang")
    assert person.send("/ecqs/exchange", {"direction": "in"}).json()["code"] == "no_channel"
    monkeypatch.setenv("YOUJIAN_ECQS", str(tmp_path))
    assert person.send("/ecqs/exchange", {"direction": "in"}).json() == {"direction": "in"}
    with city.connect("owner") as conn:
        asked = conn.execute(
            "SELECT args FROM bureau.procrastinate_jobs WHERE task_name = 'ecqs.exchange'"
        ).fetchall()
    assert asked == [({"direction": "in", "username": "jiliang"},)]
