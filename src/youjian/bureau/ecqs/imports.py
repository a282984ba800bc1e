"""Files of e-CQS's ledger: checked row by row, taken whole or not at all."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.ecqs import services
from youjian.bureau.ecqs.models import Instrument
from youjian.bureau.ecqs.services import Way
from youjian.bureau.ecqs.sheets import INSTRUMENTS, given
from youjian.bureau.ecqs.words import CODES
from youjian.bureau.registry.writing import RowCheck
from youjian.bureau.scope import acting
from youjian.bureau.uploads.targets import Commit, Row, Target


def check(actor: Actor, sheet: str, rows: Sequence[Row]) -> list[RowCheck]:
    """What each row would do: an instrument that is new, one that stands otherwise, or the same."""
    del sheet
    with acting(actor):
        numbers = [row.get("ecqs_no") for row in rows]
        there = {one.ecqs_no: one.theirs for one in Instrument.objects.filter(ecqs_no__in=numbers)}
        return [_checked(index, row, there) for index, row in enumerate(rows)]


def _checked(index: int, row: Row, there: dict[str | None, dict[str, str]]) -> RowCheck:
    key, said = {"ecqs_no": row.get("ecqs_no")}, given(row)
    before = there.get(row.get("ecqs_no"))
    if before is None:
        return RowCheck(index, key, "new", [], None, {name: value for name, value in said.items() if value})
    kind = "same" if all(before.get(code, "") == said[code] for code in CODES) else "changed"
    return RowCheck(index, key, kind, [], {code: before.get(code, "") for code in CODES}, said)


def write(actor: Actor, commit: Commit, rows: Sequence[tuple[int, Row]]) -> None:
    """Take the ledger in: one round, whatever became of its rows."""
    services.take(actor, [given(row) for _, row in rows], Way("upload", f"upload:{commit.upload_id}"))


def _opened(actor: Actor, commit: Commit) -> AbstractContextManager[None]:
    del commit
    return acting(actor)


TARGET = Target(
    "ecqs",
    "ecqs.exchange",
    {"ecqs_instruments": INSTRUMENTS},
    check,
    write,
    _opened,
    default_reason="导入e-CQS台账",
)
