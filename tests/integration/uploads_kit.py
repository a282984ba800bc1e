"""Workbooks for the tests of uploads, and a clerk who sends them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.integration.bureau_office import PASSWORD, Person

STATION_TITLES = (
    "加油站编号", "名称", "所属县区", "企业性质", "统一社会信用代码", "零售许可证号",
    "油气在线监测", "经度", "纬度", "经营状态", "开业日期",
)  # fmt: skip
USCC = "91350100M000100Y43"


def hire(username: str = "dangan", role: str = "clerk", scope: Sequence[str] = ("3602",)) -> Person:
    """A person who keeps the register, logged in."""
    from youjian.bureau.accounts import services

    services.take_accounts(
        [
            {
                "username": username,
                "password": PASSWORD,
                "display_name": "档案员 某人",
                "department": "commerce",
                "role": role,
                "scope": list(scope),
            }
        ]
    )
    return Person(username)


def station_line(station_id: str, name: str, **changes: Any) -> dict[str, Any]:
    """A new station as a clerk writes it, by the titles of the template."""
    region = {"360203": "珠山区", "360281": "乐平市"}[station_id[:6]]
    values = (
        station_id,
        name,
        region,
        "民营",
        USCC,
        f"油零售证书第{station_id}号",
        "否",
        117.21,
        29.29,
        "营业",
        "2015-05-01",
    )
    return {**dict(zip(STATION_TITLES, values, strict=True)), **changes}


def workbook(lines: Sequence[Mapping[str, Any]], titles: Sequence[str] = ()) -> bytes:
    """An .xlsx with a header and lines."""
    book = Workbook()
    table = book.active
    assert table is not None
    titles = titles or list(lines[0])
    table.append(list(titles))
    for line in lines:
        table.append([line.get(title) for title in titles])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def opened(content: bytes) -> Any:
    """The active worksheet of an .xlsx."""
    return load_workbook(io.BytesIO(content)).active


def send(person: Person, sheet: str, data: bytes, filename: str = "表.xlsx", **headers: str) -> Any:
    """Upload a file as a browser does."""
    form = {"sheet": sheet, "file": SimpleUploadedFile(filename, data)}
    return person.post("/api/v1/uploads", data=form, headers={"X-CSRFToken": person.token, **headers})


def saved(table: Any) -> bytes:
    """The workbook of a worksheet as bytes."""
    written = io.BytesIO()
    table.parent.save(written)
    return written.getvalue()


def commit(person: Person, upload_id: int, reason: str = "年度核对", **more: Any) -> Any:
    """Commit an upload."""
    return person.send(f"/uploads/{upload_id}/commit", {"reason": reason, **more})
