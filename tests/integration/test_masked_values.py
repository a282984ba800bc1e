"""Contacts' numbers: in part for who need not call, in full for a reason, and who asked is written down."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.conftest import Database
from tests.integration import bureau_office as office
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person
from tests.integration.tables_kit import office_on
from youjian.ledger.scope import EVERYTHING, set_scope

NUMBER, SHOWN = "13879812345", "138******45"


@pytest.fixture(scope="module")
def city(module_database: Database, django_db_blocker: Any) -> Iterator[Database]:
    """The small city with a contact at each station."""
    with office_on(module_database, django_db_blocker):
        office.furnish(module_database)
        with module_database.connect("bureau") as conn:
            set_scope(conn, EVERYTHING)
            conn.execute("UPDATE ledger.stations SET contact_name = '王站长', contact_phone = %s", [NUMBER])
        from youjian.bureau.accounts import services

        more = [office._person("shuiwu", "tax", ["3602"]), office._person("dangan", "clerk", ["3602"])]
        services.take_accounts(more)
        yield module_database


def phone_of(person: Person) -> tuple[str, bool]:
    """What somebody's list says of Leping's contact, and whether the column is said to be masked."""
    page = person.see(f"/tables/stations?station_id={LEPING}").json()
    column = next(one for one in page["columns"] if one["name"] == "contact_phone")
    return page["items"][0]["contact_phone"], column["masked"]


def asked(person: Person, **changes: Any) -> Any:
    wanted = {"key": LEPING, "column": "contact_phone", "reason": "核实停业情况"}
    return person.send("/tables/stations/reveal", wanted | changes)


def test_a_number_is_shown_in_full_to_who_has_to_call_or_keeps_it(city: Database) -> None:
    assert phone_of(Person("dangan")) == phone_of(Person("zhiban")) == (NUMBER, False)
    assert phone_of(Person("shuiwu")) == phone_of(Person("jiancha")) == (SHOWN, True)


def test_an_export_and_the_station_s_page_mask_the_same(city: Database) -> None:
    person = Person("shuiwu")
    answer = person.see("/tables/stations/export")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    told = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert SHOWN in told
    assert NUMBER not in told
    for who, number in ((person, SHOWN), (Person("zhiban"), NUMBER)):
        page = who.see(f"/stations/{LEPING}/dossier").json()
        assert page["rows"]["stations"][0]["contact_phone"] == number


def test_it_is_told_for_a_reason_that_stands_in_the_journal(city: Database) -> None:
    person = Person("jiancha")
    assert asked(person, reason="  ").json()["code"] == "empty"
    assert asked(person).json() == {"value": NUMBER}
    from youjian.bureau.journal.models import JournalEntry
    from youjian.bureau.scope import scoped

    with scoped():
        [entry] = JournalEntry.objects.filter(action="table.reveal")
    assert (entry.username, entry.object) == ("jiancha", f"table:stations:{LEPING}")
    assert entry.after == {"column": "contact_phone", "reason": "核实停业情况"}


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("jiancha", {"key": ZHUSHAN}, 404),
        ("jiancha", {"key": "nowhere"}, 404),
        ("jiancha", {"key": f"{LEPING}|1"}, 404),
        ("jiancha", {"column": "name"}, 404),
        ("shenji", {}, 403),
    ],
)
def test_nobody_asks_beyond_their_scope_or_for_what_is_not_masked(
    city: Database, who: str, changes: dict[str, Any], status: int
) -> None:
    assert asked(Person(who), **changes).status_code == status
