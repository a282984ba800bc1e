"""`youjian journal verify`: what a superuser does to the journal is found as far as the last anchor."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg.rows import dict_row

from tests.conftest import Database
from tests.integration.bureau_office import Person, furnish
from youjian.bureau.times import now
from youjian.cli import main

_READ = "SELECT * FROM bureau.journal_journalentry ORDER BY number"


@pytest.fixture
def office(office_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("YOUJIAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YOUJIAN_ANCHORS", str(tmp_path / "second"))
    furnish(office_database)
    return office_database


def _act_and_anchor() -> None:
    from youjian.bureau.sealing import services

    for name in ("zhiban", "leping", "jiancha"):
        Person(name)
        assert services.anchor(now()) is not None


def _verify(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, Any]]:
    status = main(["journal", "verify", "--json", *more])
    return status, json.loads(capsys.readouterr().out)


def _as_superuser(office: Database, *statements: str) -> None:
    with office.connect("owner") as conn:
        conn.execute("ALTER TABLE bureau.journal_journalentry DISABLE TRIGGER append_only")
        for statement in statements:
            conn.execute(statement.encode())
        conn.execute("ALTER TABLE bureau.journal_journalentry ENABLE TRIGGER append_only")


def test_an_untouched_journal_is_whole_and_says_what_no_anchor_holds(
    office: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _act_and_anchor()
    Person("shenji")
    public = str(tmp_path / "home" / "anchor-ed25519.pub")
    assert main(["journal", "verify", "--trusted-key", public]) == 0
    told = capsys.readouterr().out
    assert "whether entries 4 to 4, after the last anchor, were made anew" in told
    assert "trusted-key" not in told


def test_an_edited_and_a_deleted_entry_are_named(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    _act_and_anchor()
    _as_superuser(office, "UPDATE bureau.journal_journalentry SET address = '10.9.9.9' WHERE number = 1")
    status, found = _verify(capsys)
    assert status == 1
    assert [(p["kind"], p["first"]) for p in found["problems"]] == [("changed", 1)]
    _as_superuser(office, "DELETE FROM bureau.journal_journalentry WHERE number = 2")
    status, found = _verify(capsys)
    assert ("missing", 2) in [(p["kind"], p["first"]) for p in found["problems"]]


def _rewrite(office: Database, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Make the chain anew over changed entries, head and all, as somebody who knows the code would."""
    from youjian.bureau.journal.chain import CONTENT, GENESIS, digest

    with office.connect("owner") as conn:
        conn.execute("ALTER TABLE bureau.journal_journalentry DISABLE TRIGGER append_only")
        rows = conn.cursor(row_factory=dict_row).execute(_READ).fetchall()
        entries = [{str(name): row[name] for name in CONTENT} for row in rows]
        change(entries)
        gone = [len(entries)]
        conn.execute("DELETE FROM bureau.journal_journalentry WHERE number > %s", gone)
        previous = GENESIS
        for number, entry in enumerate(entries, start=1):
            content = {**entry, "number": number}
            value = digest("sha256", previous, content)
            conn.execute(
                "UPDATE bureau.journal_journalentry SET username = %s, display_name = %s, action = %s,"
                " object = %s, at = %s,"
                " address = %s, station_id = %s, before = NULL, after = NULL, result = %s,"
                " algorithm = 'sha256', previous = %s, digest = %s WHERE number = %s",
                [
                    *(content[n] for n in ("username", "display_name", "action", "object", "at")),
                    *(content[n] for n in ("address", "station_id", "result")),
                    previous,
                    value,
                    number,
                ],
            )
            previous = value
        head = [len(entries), previous]
        conn.execute("UPDATE bureau.journal_journalhead SET number = %s, digest = %s", head)


def _another_name(entries: list[dict[str, Any]]) -> None:
    entries[1]["username"] = "nobody"


@pytest.mark.parametrize(
    ("change", "kind", "last"),
    [
        (_another_name, "rewritten", 1),
        (lambda e: e.pop(1), "rewritten", 1),
        (lambda e: e.pop(), "rewritten", 1),
    ],
)
def test_a_journal_made_anew_as_a_whole_is_found_by_the_anchors(
    office: Database,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[list[dict[str, Any]]], None],
    kind: str,
    last: int,
) -> None:
    _act_and_anchor()
    _rewrite(office, change)
    assert Person("shenji").see("/journal/chain").json()["intact"] is True, "by itself the chain is whole"
    status, found = _verify(capsys)
    assert status == 1
    assert [(p["kind"], p["last"]) for p in found["problems"]] == [(kind, last)]


def test_a_tail_cut_off_with_its_head_is_found_by_the_anchors(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    _act_and_anchor()
    _as_superuser(
        office,
        "DELETE FROM bureau.journal_journalentry WHERE number = 3",
        "UPDATE bureau.journal_journalhead SET number = 2,"
        " digest = (SELECT digest FROM bureau.journal_journalentry WHERE number = 2)",
    )
    status, found = _verify(capsys)
    assert status == 1
    assert [(p["kind"], p["first"], p["last"]) for p in found["problems"]] == [("missing", 3, 3)]
    assert found["known"] == 2


def test_an_export_is_checked_without_a_database_and_one_changed_byte_is_found(
    office: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _act_and_anchor()
    file, second = tmp_path / "journal.jsonl", str(tmp_path / "second")
    assert main(["journal", "export", str(file)]) == 0
    assert main(["journal", "export", str(file)]) == 2, "no file is overwritten"
    capsys.readouterr()
    monkeypatch.setenv("YOUJIAN_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    status, found = _verify(capsys, str(file), "--anchors", second)
    assert (status, found["entries"], found["known"]) == (0, 3, 3)
    file.write_text(file.read_text().replace('"leping"', '"lepink"', 1))
    status, found = _verify(capsys, str(file), "--anchors", second)
    assert (status, [p["first"] for p in found["problems"]]) == (1, [2])


def test_anchors_of_before_the_numbers_still_count(office: Database) -> None:
    from youjian.bureau.journal.chain import CONTENT, GENESIS, digest
    from youjian.bureau.journal.checking import Anchored, Entry, check

    content: dict[str, Any] = {**dict.fromkeys(CONTENT, ""), "number": 1, "at": now()}
    value = digest("sha256", GENESIS, content)
    entries = [Entry(content, "sha256", GENESIS, value)]
    assert check(entries, None, [Anchored(1, now(), value, 0)]).problems == []
    [problem] = check(entries, None, [Anchored(1, now(), "f" * 64, 0)]).problems
    assert (problem.kind, problem.first, problem.last) == ("rewritten", 1, 1)
