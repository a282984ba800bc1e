"""Files with papers: how `uploads` checks and writes them, large ones by the worker."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.registry.writing import RowCheck
from youjian.bureau.scope import acting
from youjian.bureau.supply import papers
from youjian.bureau.supply.papers import Checked, Origin
from youjian.bureau.supply.sheets import SHEETS
from youjian.bureau.uploads.targets import Commit, Row, Target

CHUNK = 2_000


def check(actor: Actor, sheet: str, rows: Sequence[Row]) -> list[RowCheck]:
    """What each row would do: a new paper, one that stands already, or what is wrong."""
    return [_row_check(index, one) for index, one in enumerate(papers.check(actor, sheet, rows))]


def write(actor: Actor, commit: Commit, rows: Sequence[tuple[int, Row]]) -> None:
    """Store papers with their entries; raises Problem 409 when somebody else's came in between."""
    drafts = papers.read(actor, commit.sheet, [row for _, row in rows])
    wanted = [(n, draft) for (n, _), draft in zip(rows, drafts, strict=True) if not draft.passed_over]
    numbers, sound = [n for n, _ in wanted], [draft for _, draft in wanted]
    unsound = any(draft.record is None for draft in sound)
    origin = Origin("import", commit.upload_id)
    stored = [] if unsound else papers.store(actor, commit.sheet, sound, origin, numbers)
    if unsound or any(one.state == "bad" for one in stored):
        zh, en = (
            "有单据在提交时被他人登记，整份未写入。请重新核对。",
            "Somebody entered one of them meanwhile.",
        )
        raise Problem(409, "preview_changed", pick(zh, en))


def _row_check(index: int, one: Checked) -> RowCheck:
    given = {name: value for name, value in one.draft.given.items() if value is not None}
    kind = "same" if one.state == "passed" else one.state
    made = RowCheck(index, {}, kind, one.draft.faults, None, given)
    return replace(made, notes=one.draft.notes)


def _opened(actor: Actor, commit: Commit) -> AbstractContextManager[None]:
    del commit  # papers need no more than the actor's scope
    return acting(actor)


TARGET = Target("papers", "supply.enter", SHEETS, check, write, _opened, CHUNK, "导入单据")
