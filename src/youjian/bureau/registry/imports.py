"""Files with rows of the register: how `uploads` checks and writes them."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.registry.changing import changing
from youjian.bureau.registry.sheets import SHEETS
from youjian.bureau.registry.writing import check_rows, write_rows
from youjian.bureau.uploads.targets import Commit, Row, Target


def _opened(actor: Actor, commit: Commit) -> AbstractContextManager[None]:
    return changing(actor, commit.reason, "upload", commit.effective_on)


def _write(actor: Actor, commit: Commit, rows: Sequence[tuple[int, Row]]) -> None:
    values = [row for _, row in rows]
    write_rows(
        actor,
        commit.sheet,
        values,
        reason=commit.reason,
        source="upload",
        effective_on=commit.effective_on,
    )


TARGET = Target("register", "registry.manage", SHEETS, check_rows, _write, _opened)
