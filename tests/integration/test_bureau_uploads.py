"""Files with rows of the register: previewed, refused as a whole, taken as a whole, taken once."""

import pytest

from tests.conftest import Database
from tests.integration.bureau_office import LEPING, ZHUSHAN, Person, furnish
from tests.integration.uploads_kit import commit, hire, opened, saved, send, station_line, workbook

NEW, NEW_2 = "3602030101", "3602030102"


@pytest.fixture
def clerk(office_database: Database) -> Person:
    furnish(office_database)
    return hire()


def changes_noted(database: Database) -> list[tuple[str, str, str, str]]:
    with database.connect("owner") as conn:
        return conn.execute(
            "SELECT table_name, kind, source, reason FROM ledger.register_changes "
            "WHERE source = 'upload' ORDER BY id"
        ).fetchall()


def names(database: Database) -> dict[str, str]:
    with database.connect("owner") as conn:
        return dict(conn.execute("SELECT station_id, name FROM ledger.stations").fetchall())


def test_a_file_is_previewed_then_taken_and_taken_again_without_harm(
    clerk: Person, office_database: Database
) -> None:
    data = workbook(
        [station_line(NEW, "新一站"), station_line(ZHUSHAN, "三龙加油站（新）", 开业日期="2015.5.1")]
    )
    preview = send(clerk, "stations", data)
    assert preview.status_code == 200, preview.content.decode()
    told = preview.json()
    assert told["summary"] == "2 行：新增 1，变更 1，不变 0，有误 0"
    assert [row["state"] for row in told["rows"]] == ["new", "changed"]
    changed = {c["field"]: (c["before"], c["after"]) for c in told["rows"][1]["changes"]}
    assert changed["name"] == ("三龙加油站", "三龙加油站（新）")
    assert NEW not in names(office_database)

    done = commit(clerk, told["id"])
    assert done.status_code == 200, done.content.decode()
    assert done.json()["state"] == "committed"
    assert names(office_database)[NEW] == "新一站"
    assert names(office_database)[ZHUSHAN] == "三龙加油站（新）"
    noted = changes_noted(office_database)
    assert {row[2:] for row in noted} == {("upload", "年度核对")}

    again = send(clerk, "stations", data).json()
    assert [row["state"] for row in again["rows"]] == ["same", "same"]
    assert "同一文件" in again["remarks"][0]
    assert commit(clerk, again["id"]).status_code == 200
    assert changes_noted(office_database) == noted


def test_one_bad_row_and_nothing_is_taken(clerk: Person, office_database: Database) -> None:
    lines = [station_line(NEW, "新一站"), station_line(NEW_2, "新二站", 经营状态="营也", 开业日期="1/9/2025")]
    told = send(clerk, "stations", workbook(lines)).json()
    assert told["counts"] == {"total": 2, "new": 1, "changed": 0, "same": 0, "bad": 1}
    assert {error["field"] for error in told["rows"][1]["errors"]} == {"status", "opened_on"}
    refused = commit(clerk, told["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "rows_wrong")
    assert NEW not in names(office_database)


def test_the_marked_file_says_what_is_wrong_and_can_be_corrected_and_sent_again(
    clerk: Person, office_database: Database
) -> None:
    lines = [station_line(NEW, "新一站"), station_line(NEW_2, "新二站", 经营状态="营也")]
    told = send(clerk, "stations", workbook(lines)).json()
    answer = clerk.see(f"/uploads/{told['id']}/marked")
    table = opened(answer.content)
    assert table["A1"].value == "错误"
    assert table["A2"].value is None
    assert "经营状态" in table["A3"].value
    bad = table["K3"]
    assert (bad.value, bad.fill.fgColor.rgb) == ("营也", "FFFFC7CE")
    assert bad.comment is not None
    bad.value = "营业"
    corrected = saved(table)
    again = send(clerk, "stations", corrected).json()
    assert again["counts"]["bad"] == 0
    assert again["remarks"] == []
    assert commit(clerk, again["id"]).status_code == 200
    assert {NEW, NEW_2} <= set(names(office_database))


def test_what_changed_since_the_preview_is_shown_instead_of_written(
    clerk: Person, office_database: Database
) -> None:
    told = send(clerk, "stations", workbook([station_line(NEW, "新一站")])).json()
    other = send(clerk, "stations", workbook([station_line(NEW, "别名")])).json()
    assert commit(clerk, other["id"]).status_code == 200
    late = commit(clerk, told["id"])
    assert (late.status_code, late.json()["code"]) == (409, "preview_changed")
    anew = late.json()["upload"]
    assert anew["rows"][0]["state"] == "changed"
    assert names(office_database)[NEW] == "别名"
    assert commit(clerk, told["id"]).status_code == 200
    assert names(office_database)[NEW] == "新一站"
    twice = commit(clerk, told["id"])
    assert (twice.status_code, twice.json()["code"]) == (409, "decided")


def test_a_reason_is_asked_for(clerk: Person) -> None:
    told = send(clerk, "stations", workbook([station_line(NEW, "新一站")])).json()
    refused = commit(clerk, told["id"], reason="  ")
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_missing")


def test_another_county_sees_neither_the_upload_nor_writes_beyond_its_own(
    clerk: Person, office_database: Database
) -> None:
    told = send(clerk, "stations", workbook([station_line(NEW, "新一站")])).json()
    county = hire("lepingdangan", scope=["360281"])
    assert county.see(f"/uploads/{told['id']}").status_code == 404
    assert county.see(f"/uploads/{told['id']}/marked").status_code == 404
    mine = send(
        county, "stations", workbook([station_line(NEW, "越界站"), station_line(LEPING, "乐平一站改")])
    ).json()
    assert [row["state"] for row in mine["rows"]] == ["bad", "changed"]
    assert clerk.see(f"/uploads/{mine['id']}").status_code == 200
    listed = county.see("/tables/uploads").json()
    assert [row["id"] for row in listed["items"]] == [mine["id"]]


def test_who_may_not_keep_the_register_uploads_nothing(clerk: Person) -> None:
    duty = Person("zhiban")
    assert send(duty, "stations", workbook([station_line(NEW, "新一站")])).status_code == 403
    assert duty.see("/register/stations/template").status_code == 403


def test_each_step_is_journaled(clerk: Person, office_database: Database) -> None:
    told = send(clerk, "stations", workbook([station_line(NEW, "新一站")])).json()
    commit(clerk, told["id"])
    given_up = send(clerk, "stations", workbook([station_line(NEW_2, "新二站")])).json()
    assert clerk.send(f"/uploads/{given_up['id']}/discard").json()["state"] == "discarded"
    with office_database.connect("owner") as conn:
        actions = conn.execute("SELECT action FROM bureau.journal_journalentry ORDER BY number").fetchall()
    said = [action for (action,) in actions if action.startswith(("upload.", "registry."))]
    assert said == ["upload.check", "registry.change", "upload.commit", "upload.check", "upload.discard"]


@pytest.mark.parametrize(
    ("filename", "data", "code"),
    [
        ("空.xlsx", b"", "file_empty"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "not_a_workbook"),
        ("表.docx", b"PK\x03\x04", "not_a_workbook"),
        ("网页.xls", b"<html><table></table></html>", "web_page"),
        ("表.txt", "编号,名称".encode(), "unknown_kind"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_name_in_both_languages(
    clerk: Person, filename: str, data: bytes, code: str
) -> None:
    zh = send(clerk, "stations", data, filename)
    en = send(clerk, "stations", data, filename, **{"X-Language": "en"})
    assert (zh.status_code, zh.json()["code"]) == (422, code)
    assert en.json()["code"] == code
    assert zh.json()["message"] != en.json()["message"]
    assert en.json()["message"].isascii() or "“" in en.json()["message"]


def test_a_file_of_more_than_20_mb_is_refused(clerk: Person) -> None:
    answer = send(clerk, "stations", b"PK" + b"\x00" * (20 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_big")


def test_a_template_offers_the_persons_own_regions_and_speaks_their_language(clerk: Person) -> None:
    county = hire("lepingdangan", scope=["360281"])
    answer = county.see("/register/tanks/template")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = opened(answer.content).parent
    table, instructions, choices = book.worksheets
    assert (table.title, instructions.title, choices.sheet_state) == ("油罐", "填写说明", "hidden")
    assert table.freeze_panes == "B2"
    assert [cell.value for cell in table[1]][:4] == ["加油站编号*", "油罐号*", "油品*", "标称容量（L）*"]
    assert all(cell.comment is not None for cell in table[1])
    assert (table["A3"].number_format, table["A600"].number_format) == ("@", "@")
    listed = [cell.value for column in choices.iter_cols() for cell in column if cell.value]
    assert "3602810001 乐平一站" in listed
    assert all("三龙" not in value for value in listed)
    kinds = {rule.type for rule in table.data_validations.dataValidation}
    assert kinds == {"list", "whole", "decimal", "date"}
    english = opened(clerk.see("/register/stations/template", **{"X-Language": "en"}).content)
    assert english["A1"].value == "Station id*"
    assert str(english["A2"].value).startswith("Example")


def test_old_workbooks_and_text_files_come_back_as_marked_workbooks(clerk: Person) -> None:
    line = station_line(NEW, "新一站", 经营状态="营也")
    text = "\n".join(",".join(str(cell) for cell in row) for row in (line.keys(), line.values()))
    told = send(clerk, "stations", text.encode("gb18030"), "表.csv").json()
    assert told["counts"]["bad"] == 1
    table = opened(clerk.see(f"/uploads/{told['id']}/marked").content)
    assert "经营状态" in table["A2"].value
    assert [cell.value for cell in table[1]][1:] == list(line)
