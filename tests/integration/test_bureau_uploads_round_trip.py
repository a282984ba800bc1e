"""What a list gives out as a workbook can be uploaded unchanged: every row the same, nothing written."""

from pathlib import Path

import pytest

from tests.conftest import Database
from tests.integration.uploads_kit import commit, hire, send
from youjian.bureau.registry.sheets import SHEETS

DEMO = Path(__file__).parents[2] / "src" / "youjian" / "profiles" / "jingdezhen"


def counted(database: Database) -> tuple[int, ...]:
    with database.connect("owner") as conn:
        row = conn.execute("SELECT count(*), max(id) FROM ledger.register_changes").fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_every_sheet_comes_back_as_it_went_out(office_database: Database, form: str) -> None:
    from youjian.bureau.accounts.contracts import SYSTEM
    from youjian.bureau.registry.loading import load_profile

    load_profile(SYSTEM, DEMO)
    clerk = hire("lurudangan")
    before = counted(office_database)
    for name, sheet in SHEETS.items():
        if (form, name) == ("csv", "tank_charts"):
            continue  # as text it is the list of charts, a line each
        exported = clerk.see(f"/tables/{name}/export?format={form}")
        assert exported.status_code == 200, exported.content.decode()
        answer = send(clerk, name, b"".join(exported.streaming_content), f"{sheet.zh}.{form}")
        assert answer.status_code == 200, (name, answer.content.decode())
        told = answer.json()
        wrong = [
            (row["number"], row["errors"], row["changes"]) for row in told["rows"] if row["state"] != "same"
        ]
        assert wrong == [], (name, wrong[:3])
        assert told["counts"]["same"] == told["counts"]["total"] > 0, name
        assert [row["notes"] for row in told["rows"] if row["notes"]] == [] or form == "csv", name
        assert commit(clerk, told["id"]).status_code == 200
    assert counted(office_database) == before
