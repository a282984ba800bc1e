"""The journal only grows, and shows when somebody made it otherwise."""

import threading

import psycopg
import pytest
from django.db import DatabaseError, connection

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from youjian.bureau.scope import scoped


@pytest.fixture
def office(office_database: Database) -> Database:
    furnish(office_database)
    return office_database


def test_looking_at_a_station_is_journaled(office: Database) -> None:
    Person("zhiban").see(f"/stations/{ZHUSHAN}")
    [entry] = Person("shenji").see("/journal?action=station.").json()["items"]
    assert (entry["username"], entry["object"], entry["address"]) == (
        "zhiban",
        f"station:{ZHUSHAN}",
        "127.0.0.1",
    )


def test_an_open_page_that_asks_again_is_one_look_of_each_person(office: Database) -> None:
    for name in ("zhiban", "leping"):
        person = Person(name)
        for _ in range(3):
            person.see(f"/stations/{LEPING}")
    entries = Person("shenji").see("/journal?action=station.").json()["items"]
    assert sorted(entry["username"] for entry in entries) == ["leping", "zhiban"]


def test_a_county_reads_what_its_own_people_did(office: Database) -> None:
    from youjian.bureau.accounts.models import User

    for name in ("zhiban", "leping"):
        Person(name).see(f"/stations/{LEPING}")
    User.objects.filter(username="shenji").update(scope=["360281"])
    auditor = Person("shenji")
    for path, rows in (("/journal", "items"), ("/tables/journal", "items")):
        entries = auditor.see(path).json()[rows]
        logged_in = {entry["username"] for entry in entries if entry["action"] == "account.login"}
        assert logged_in == {"leping", "shenji"}
        assert {e["username"] for e in entries if e["action"] == "station.view"} == {"leping", "zhiban"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("13800138000", "138****8000"), ("Kiln-and-9-glazes", "?"), ("zhiban", "zhiban"), ("nobody", "nobody")],
)
def test_what_was_typed_as_a_name_is_no_secret_in_the_journal(
    office: Database, typed: str, kept: str
) -> None:
    Person().log_in(typed, "wrong-Password-1")
    [entry] = Person("shenji").see("/journal?action=account.login_failed").json()["items"]
    assert entry["object"] == f"account:{kept}"


def test_the_office_can_neither_change_nor_delete_an_entry(office: Database) -> None:
    Person("zhiban")
    for statement in (
        "UPDATE journal_journalentry SET username = 'nobody'",
        "DELETE FROM journal_journalentry",
        "TRUNCATE journal_journalentry",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), scoped(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_even_the_owner_is_stopped_by_the_trigger(office: Database) -> None:
    Person("zhiban")
    with office.connect("owner") as conn, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        conn.execute("DELETE FROM bureau.journal_journalentry")


def test_the_chain_shows_a_changed_entry_and_a_cut_tail(office: Database) -> None:
    for name in ("zhiban", "leping"):
        Person(name)
    auditor = Person("shenji")
    assert auditor.see("/journal/chain").json()["intact"] is True
    with office.connect("owner") as conn:
        conn.execute("ALTER TABLE bureau.journal_journalentry DISABLE TRIGGER append_only")
        conn.execute("UPDATE bureau.journal_journalentry SET username = 'nobody' WHERE number = 2")
    changed = auditor.see("/journal/chain").json()
    assert (changed["intact"], changed["broken_at"]) == (False, 2)
    with office.connect("owner") as conn:
        conn.execute("UPDATE bureau.journal_journalentry SET username = 'leping' WHERE number = 2")
    assert auditor.see("/journal/chain").json()["intact"] is True
    with office.connect("owner") as conn:
        conn.execute("DELETE FROM bureau.journal_journalentry WHERE number = 3")
    assert auditor.see("/journal/chain").json()["intact"] is False


def test_entries_written_at_once_still_make_one_chain(office: Database) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.journal.services import record

    def write(writer: int) -> None:
        try:
            for turn in range(10):
                with scoped():
                    record(SYSTEM, "test.write", f"writer:{writer}", after={"turn": turn, "升": 1.5})
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chain = Person("shenji").see("/journal/chain").json()
    assert chain["intact"] is True
    assert chain["entries"] == 51


def test_who_may_not_read_the_journal_is_refused(office: Database) -> None:
    assert Person("zhiban").see("/journal").status_code == 403
    assert Person("shenji").see("/alerts").status_code == 403
