"""Papers checked and stored: the one way that form, import, API and portal go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import structs

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.database import raw_connection
from youjian.bureau.language import pick
from youjian.bureau.problems import not_found
from youjian.bureau.registry.values import plain
from youjian.bureau.scope import acting
from youjian.bureau.supply import reading, reading_tax
from youjian.bureau.supply.drafts import PaperDraft
from youjian.bureau.supply.models import Entry
from youjian.bureau.supply.surroundings import surroundings
from youjian.bureau.supply.words import difference
from youjian.bureau.times import now
from youjian.contract.tables import TABLES
from youjian.contract.validation import decode
from youjian.ledger.office import Fate, fates, store_papers

State = Literal["new", "same", "bad", "passed"]
"""What storing a paper would do; `passed`: it is not for the ledger, such as a void invoice."""
READERS: dict[str, reading.Read] = {
    "deliveries": reading.read_delivery,
    "trips": reading.read_trip,
    "invoices": reading_tax.read_invoice,
    "declarations": reading_tax.read_declaration,
}


@dataclass(frozen=True)
class Origin:
    """By which way papers come in: `form`, `portal`, `import` (its upload) or `api` (its client)."""

    source: str
    upload_id: int | None = None
    client: str = ""


@dataclass(frozen=True)
class Checked:
    """A draft with what storing it would do; of a conflict `stored` is what stands, when it may be seen."""

    draft: PaperDraft
    state: State
    stored: Mapping[str, Any] | None = None


@dataclass
class Tally:
    """How many papers are new, stood already, or are bad."""

    new: int = 0
    same: int = 0
    bad: list[Checked] = field(default_factory=list)


def known(paper: str) -> str:
    """A table of papers; raises Problem 404 for another name."""
    if paper not in READERS:
        raise not_found(pick(f"单据类型{paper}", f"The kind of paper {paper}"))
    return paper


def check(actor: Actor, paper: str, rows: Sequence[Mapping[str, Any]]) -> list[Checked]:
    """What storing papers would do, in their order; nothing is written. `rows` hold their sheet's values."""
    with acting(actor):
        drafts = read(actor, paper, rows)
        whole = [draft for draft in drafts if draft.record is not None]
        found = fates(raw_connection(), paper, [_record(draft) for draft in whole])
    return _checked(paper, drafts, dict(zip(map(id, whole), found, strict=True)))


def store(
    actor: Actor, paper: str, drafts: Sequence[PaperDraft], origin: Origin, rows: Iterable[int] = ()
) -> list[Checked]:
    """Store papers in the caller's transaction, with an entry for each that is new.

    A caller who wants all or nothing looks for `bad` ones and rolls back. `rows` are the drafts' numbers in
    their file.
    """
    moment = now()
    told = store_papers(raw_connection(), paper, [_record(draft) for draft in drafts], moment)
    numbers = list(rows) or [None] * len(drafts)
    Entry.objects.bulk_create(
        [
            Entry(
                paper=paper,
                key=key_of(paper, _record(draft)),
                station_id=station_of(paper, _record(draft)),
                at=moment,
                username=actor.username,
                display_name=actor.display_name,
                source=origin.source,
                upload_id=origin.upload_id,
                row=number,
                client=origin.client,
                basis=draft.basis,
                given={name: plain(value) for name, value in draft.given.items() if value is not None},
            )
            for draft, fate, number in zip(drafts, told, numbers, strict=True)
            if fate.state == "new"
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
    return _checked(paper, drafts, dict(zip(map(id, drafts), told, strict=True)))


def key_of(paper: str, record: Any) -> str:
    """What tells a paper from all others of its table: the columns of its key joined by `|`."""
    return "|".join(str(plain(getattr(record, name))) for name in key_columns(paper))


def key_columns(paper: str) -> tuple[str, ...]:
    """The columns that name one paper; of a declaration each filing."""
    spec = TABLES[paper]
    return (*spec.key, "filed_at") if spec.version == "filed_at" else spec.key


def station_of(paper: str, record: Any) -> str:
    """The station whose paper it is."""
    return str(getattr(record, TABLES[paper].station or "station_id"))


def _record(draft: PaperDraft) -> Any:
    assert draft.record is not None  # noqa: S101 - callers hand on sound drafts alone
    return draft.record


def read(actor: Actor, paper: str, rows: Sequence[Mapping[str, Any]]) -> list[PaperDraft]:
    """Rows read as papers against the register of this moment, within the caller's transaction."""
    around = surroundings(actor)
    drafts = [READERS[paper](row, around) for row in rows]
    for draft in drafts:
        _decode(paper, draft)
    return drafts


def _decode(paper: str, draft: PaperDraft) -> None:
    """The contract's own word on a paper with which nothing else was wrong."""
    if draft.record is None:
        return
    try:
        decode(TABLES[paper], structs.asdict(draft.record))
    except ValueError as error:
        draft.record = None
        draft.fault(None, f"不符合数据合同：{error}", f"Against the data contract: {error}")


def _checked(paper: str, drafts: Sequence[PaperDraft], found: Mapping[int, Fate]) -> list[Checked]:
    return [_told(paper, draft, found.get(id(draft))) for draft in drafts]


def _told(paper: str, draft: PaperDraft, fate: Fate | None) -> Checked:
    if fate is None:
        return Checked(draft, "passed" if draft.passed_over else "bad")
    if fate.state != "conflict":
        return Checked(draft, fate.state)
    _contradicts(paper, draft, fate.stored)
    return Checked(draft, "bad", fate.stored)


def _contradicts(paper: str, draft: PaperDraft, stored: Mapping[str, Any] | None) -> None:
    if stored is None:
        draft.fault(
            None,
            "同号单据已由管辖范围外的加油站登记，请核对单号。",
            "A paper of this number stands outside your scope; check the number.",
        )
        return
    wanted = structs.asdict(_record(draft))
    parts = difference(stored, wanted, tuple(TABLES[paper].content))
    draft.fault(
        None,
        f"同号单据已有登记而内容不同（{'，'.join(parts)}）。单据不改写：请核对单号；原单有误的，登记更正分录。",
        f"This paper stands with another content ({', '.join(parts)}). Papers are not changed: check its "
        "number, or enter a correction.",
    )
