"""The history of uploads as a list."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.sheets.fields import Choice
from youjian.bureau.tables.spec import Column, TableSpec
from youjian.bureau.uploads.pages import STATE_TITLES
from youjian.bureau.uploads.selectors import uploads_of
from youjian.bureau.uploads.targets import Target, targets


def _of(target: str) -> Callable[[Actor], QuerySet[Any]]:
    """The uploads of one target."""

    def rows(actor: Actor) -> QuerySet[Any]:
        return uploads_of(actor).filter(sheet__in=list(_target(target).sheets))

    return rows


def _sheets(target: str) -> Callable[[], tuple[Choice, ...]]:
    def choices() -> tuple[Choice, ...]:
        return tuple(Choice(sheet.name, sheet.zh, sheet.en) for sheet in _target(target).sheets.values())

    return choices


def _target(name: str) -> Target:
    return next(target for target in targets() if target.name == name)


_STATES = tuple(Choice(code, zh, en) for code, (zh, en) in STATE_TITLES.items())


def _columns(target: str) -> tuple[Column, ...]:
    return (
        Column("id", "编号", "No.", "integer", width=80),
        Column("at", "上传时间", "Uploaded at", "time", width=150),
        Column("sheet", "表格", "Table", "choice", choices=_sheets(target), width=110),
        Column("filename", "文件", "File", "link", link="/uploads/{id}", width=240),
        Column("state", "状态", "State", "choice", choices=_STATES, width=100),
        Column("total", "行数", "Rows", "integer", width=100),
        Column("new", "新增", "New", "integer", width=100),
        Column("changed", "变更", "Changed", "integer", width=130),
        Column("same", "不变", "Unchanged", "integer", width=130),
        Column("bad", "有误", "Wrong", "integer", width=100),
        Column("display_name", "上传人", "Uploaded by", width=120),
        Column("username", "账号", "Account", "code", width=110, shown=False),
        Column("decided_at", "处理时间", "Decided at", "time", width=150),
        Column("decided_by", "处理人", "Decided by", width=120, shown=False),
        Column("reason", "变更原因", "Reason", width=200),
        Column("effective_on", "生效日期", "Effective on", "date", width=120, shown=False),
        Column("bytes", "大小", "Size", "integer", unit="B", width=100, shown=False),
        Column("sha256", "SHA-256", "SHA-256", "code", width=260, shown=False),
    )


def _list(name: str, zh: str, en: str, permission: str, target: str) -> TableSpec:
    return TableSpec(
        name,
        zh,
        en,
        permission,
        _of(target),
        _columns(target),
        key=("id",),
        default_sort=("-id",),
        search=("filename", "display_name", "username", "reason", "sha256"),
    )


TABLES: tuple[TableSpec, ...] = (
    _list("uploads", "批量导入", "Uploads", "registry.manage", "register"),
    _list("paper_uploads", "单据导入", "Imports of papers", "supply.enter", "papers"),
    _list("hotline_uploads", "工单导入", "Imports of work orders", "hotline.manage", "hotline"),
    _list("metrology_uploads", "检定结果导入", "Imports of verifications", "metrology.verify", "metrology"),
    _list("ecqs_uploads", "e-CQS台账导入", "Imports of e-CQS", "ecqs.exchange", "ecqs"),
)
