"""Rows for a province's platform: sent in numbered batches, answered row by row, refused ones sent again.

A row is sent when it is new, when its content is another than what was sent last, and when a person says so.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.db.models import Max, Q, QuerySet

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.exchange.contracts import RowDecisionIn
from youjian.bureau.exchange.models import Batch, BatchRow, Platform
from youjian.bureau.exchange.platforms import bad, platform_of
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, set_scope, within
from youjian.bureau.sharing import giving, reading
from youjian.bureau.sharing.datasets import DATASETS, DataSet
from youjian.bureau.sharing.models import Agreement
from youjian.bureau.sharing.services import in_force, locked, need
from youjian.bureau.times import now
from youjian.contract.fields import business_day

ROWS = 500
"""So many rows a batch holds at most."""
_PAGE = 2000


def make(actor: Actor, platform_id: int, code: str) -> Batch | None:
    """Make the next batch of new, changed and again wanted rows; None when there is none.

    Raises Problem 403, 404, 409 when the agreement is not in force, 422.
    """
    need(actor, "sharing.manage")
    with acting(actor):
        platform = platform_of(actor, platform_id)
        agreement = platform.agreement
        dataset = DATASETS.get(code)
        if agreement is None or dataset is None or code not in agreement.datasets:
            raise bad(
                "dataset",
                "该平台的协议不含该数据集。",
                "The platform's agreement does not hold this data set.",
            )
        locked(actor, agreement.pk)
        if not in_force(agreement, business_day(now())):
            raise Problem(409, "not_in_force", pick("协议未生效。", "The agreement is not in force."))
        set_scope(agreement.regions)
        rows = _wanted(platform, agreement, dataset)
        set_scope(actor.scope)
        return _kept(actor, platform, dataset, rows) if rows else None


def _wanted(platform: Platform, agreement: Agreement, dataset: DataSet) -> dict[str, dict[str, Any]]:
    """The first rows that have to be sent, by key."""
    last = {row.key: row for row in latest(platform, dataset.code).select_related("batch")}
    wanted: dict[str, dict[str, Any]] = {}
    for row in every(agreement, dataset):
        key = key_of(dataset, row)
        if _due(last.get(key), digest(row)):
            wanted[key] = row
        if len(wanted) == ROWS:
            break
    return wanted


def _due(last: BatchRow | None, here: str) -> bool:
    if last is None or last.again or (last.state == "waiting" and last.batch.state == "dead"):
        return True
    return last.state != "waiting" and last.sha256 != here


def every(agreement: Agreement, dataset: DataSet) -> Iterator[dict[str, Any]]:
    """Every row of a data set as it may leave."""
    cursor = ""
    while True:
        page = reading.page(agreement, dataset, cursor, _PAGE, Q())
        yield from page.rows
        cursor = page.cursor
        if not cursor:
            return


def latest(platform: Platform, dataset: str) -> QuerySet[BatchRow]:
    """Each row as it was sent last."""
    found = BatchRow.objects.filter(batch__platform=platform, batch__dataset=dataset)
    return found.order_by("key", "-id").distinct("key")


def key_of(dataset: DataSet, row: Mapping[str, Any]) -> str:
    """What tells a row from all others, on both sides."""
    return "|".join(str(row[name]) for name in dataset.spec.key)[:200]


def digest(row: Mapping[str, Any]) -> str:
    """SHA-256 of a row's JSON with its names in order: what both sides compare."""
    return hashlib.sha256(msgspec.json.encode(row, enc_hook=str, order="sorted")).hexdigest()


def _kept(actor: Actor, platform: Platform, dataset: DataSet, rows: Mapping[str, dict[str, Any]]) -> Batch:
    agreement, moment = platform.agreement, now()
    assert agreement is not None  # noqa: S101 - a province has one
    last: int = Batch.objects.filter(platform=platform).aggregate(n=Max("number", default=0))["n"]
    body = giving.encoded(list(rows.values()))
    batch = Batch.objects.create(
        platform=platform, number=last + 1, dataset=dataset.code, area=agreement.area, rows=len(rows),
        sha256=hashlib.sha256(body).hexdigest(), next_at=moment, made_at=moment,
        made_by_name=actor.display_name,
    )  # fmt: skip
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch,
            area=_area(row, agreement),
            key=key,
            body=msgspec.to_builtins(row, enc_hook=str),
            sha256=digest(row),
        )
        for key, row in rows.items()
    )
    BatchRow.objects.filter(batch__platform=platform, key__in=list(rows), again=True).update(again=False)
    after = {"platform": platform.pk, "number": batch.number, "dataset": batch.dataset, "rows": batch.rows}
    journal.record(actor, "exchange.batch", f"batch:{batch.pk}", after=after)
    return batch


def _area(row: Mapping[str, Any], agreement: Agreement) -> str:
    return str(row.get("station_id") or agreement.area)[:10]


def body_of(batch: Batch) -> dict[str, Any]:
    """A batch as it leaves: the same whenever it is sent again."""
    agreement = batch.platform.agreement
    return {
        "batch": batch.number,
        "dataset": batch.dataset,
        "agreement": agreement.code if agreement else "",
        "rows": [
            {"key": one.key, "sha256": one.sha256, "values": one.body}
            for one in BatchRow.objects.filter(batch=batch).order_by("id")
        ],
    }


def note_left(batch: Batch) -> None:
    """Write down that a batch was given, the first time that it was."""
    agreement = batch.platform.agreement
    if agreement is None or agreement.shares.filter(asked__batch=batch.pk).exists():  # type: ignore[attr-defined]
        return
    fields = reading.fields_of(agreement, DATASETS[batch.dataset])
    body = giving.encoded(body_of(batch))
    asked = {"batch": batch.pk, "number": batch.number, "platform": batch.platform.name}
    giving.note(
        agreement, None, batch.dataset, "hook", body=body, rows=batch.rows, fields=fields, asked=asked
    )


def answered(platform: Platform, number: int, results: Iterable[Mapping[str, Any]]) -> int:
    """Note what they say of a batch's rows; returns how many. What is not of the batch counts for nothing."""
    batch = Batch.objects.select_for_update().filter(platform=platform, number=number).first()
    if batch is None:
        return 0
    rows = {one.key: one for one in BatchRow.objects.filter(batch=batch, state="waiting")}
    told: list[BatchRow] = []
    for result in results:
        row = rows.pop(str(result.get("key")), None)
        if row is not None and isinstance(result.get("accepted"), bool):
            row.state = "accepted" if result["accepted"] else "rejected"
            row.reason = str(result.get("reason") or "")[:300]
            told.append(row)
    BatchRow.objects.bulk_update(told, ["state", "reason"])
    if not BatchRow.objects.filter(batch=batch, state="waiting").exists():
        batch.state, batch.answered_at, batch.error = "answered", now(), ""
        batch.save()
    return len(told)


def decide_row(actor: Actor, number: int, wanted: RowDecisionIn) -> BatchRow:
    """Have a refused row sent again unchanged, or say why it stays refused. Raises Problem 403, 404, 409."""
    need(actor, "sharing.manage")
    with acting(actor):
        found = BatchRow.objects.select_for_update(of=("self",)).filter(
            within(actor.scope, "area"), id=number
        )
        row = found.select_related("batch__platform").first()
        if row is None:
            raise not_found(pick(f"上报数据{number}", f"Row {number}"))
        newest = latest(row.batch.platform, row.batch.dataset).filter(key=row.key).first()
        if row.state != "rejected" or newest is None or newest.pk != row.pk:
            raise Problem(
                409,
                "not_now",
                pick("该行没有被退回，或已重新上报。", "It was not refused, or was sent again."),
            )
        decided(row, actor, wanted.note)
        row.again = wanted.step == "again"
        row.save()
        after = {"key": row.key, "step": wanted.step, "note": row.note}
        journal.record(actor, "exchange.row", f"batch:{row.batch_id}", after=after)
        return row


def decided(row: Any, actor: Actor, note: str) -> None:
    """Who decided, when and why."""
    row.decided_by_name, row.decided_at, row.note = actor.display_name, now(), note.strip()
