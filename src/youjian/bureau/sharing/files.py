"""A data set as a file, Parquet or Excel, with a manifest; whoever takes it gives a receipt."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Q

from youjian.bureau.accounts.contracts import Actor
from youjian.bureau.journal import services as journal
from youjian.bureau.language import pick
from youjian.bureau.problems import Problem, not_found
from youjian.bureau.scope import acting, set_scope, within
from youjian.bureau.sharing import giving, reading
from youjian.bureau.sharing.contracts import ReceiptIn, SharedFileIn
from youjian.bureau.sharing.datasets import DATASETS, DataSet
from youjian.bureau.sharing.models import Agreement, Receipt, SharedFile
from youjian.bureau.sharing.services import in_force, locked, need
from youjian.bureau.tables import xlsx_file
from youjian.bureau.tables.spec import Column
from youjian.bureau.times import now
from youjian.contract.fields import business_day

_MOST_ROWS = 200_000
_PAGE = 2000


def make(actor: Actor, agreement_id: int, wanted: SharedFileIn) -> SharedFile:
    """Make a data set a file. Raises Problem 403, 404, 409 when the agreement is not in force, 422."""
    need(actor, "sharing.manage")
    with acting(actor):
        row = locked(actor, agreement_id)
        dataset = DATASETS.get(wanted.dataset)
        if dataset is None or wanted.dataset not in row.datasets:
            raise Problem(
                422, "dataset", pick("协议不含该数据集。", "The agreement does not hold this data set.")
            )
        if not in_force(row, business_day(now())):
            raise Problem(409, "not_in_force", pick("协议未生效。", "The agreement is not in force."))
        set_scope(row.regions)
        rows = _all(row, dataset)
        set_scope(actor.scope)
        content = _parquet(row, dataset, rows) if wanted.form == "parquet" else _excel(row, dataset, rows)
        made = _kept(actor, row, dataset, wanted.form, (rows, content))
        fields = reading.fields_of(row, dataset)
        giving.note(
            row,
            None,
            dataset.code,
            "file",
            body=content,
            rows=len(rows),
            fields=fields,
            asked={"file": made.pk},
        )
        after = {"dataset": dataset.code, "file": made.pk, "rows": len(rows), "sha256": made.sha256}
        journal.record(actor, "sharing.file", f"agreement:{row.pk}", after=after)
        return made


def _all(row: Agreement, dataset: DataSet) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor = ""
    while len(rows) < _MOST_ROWS:
        page = reading.page(row, dataset, cursor, _PAGE, Q())
        rows += page.rows
        cursor = page.cursor
        if not cursor:
            return rows
    message = pick(
        f"超过{_MOST_ROWS}行，请改用接口读取。", f"More than {_MOST_ROWS} rows: read them by the API."
    )
    raise Problem(422, "too_many_rows", message)


def _kept(
    actor: Actor, row: Agreement, dataset: DataSet, form: str, made: tuple[list[dict[str, Any]], bytes]
) -> SharedFile:
    rows, content = made
    digest = hashlib.sha256(content).hexdigest()
    name = f"{row.code}-{dataset.code}-{business_day(now()):%Y%m%d}.{form}"
    manifest = {
        "agreement": row.code,
        "purpose": row.purpose,
        "dataset": dataset.code,
        "fields": reading.fields_of(row, dataset),
        "rows": len(rows),
        "sha256": digest,
        "made_at": now().isoformat(),
    }
    return SharedFile.objects.create(
        agreement=row,
        dataset=dataset.code,
        form=form,
        filename=name,
        content=content,
        manifest=manifest,
        rows=len(rows),
        sha256=digest,
        made_at=now(),
        made_by_name=actor.display_name,
    )


def _parquet(row: Agreement, dataset: DataSet, rows: Sequence[dict[str, Any]]) -> bytes:
    """Columns with the values' own types; numbers that are decimals as text would lose nothing else."""
    columns = {name: [_cell(one[name]) for one in rows] for name in reading.fields_of(row, dataset)}
    arrays = {name: pa.array(values) for name, values in columns.items()}
    about = {"agreement": row.code, "purpose": row.purpose, "dataset": dataset.code}
    schema = pa.schema([(name, array.type) for name, array in arrays.items()], metadata=about)
    data = BytesIO()
    pq.write_table(pa.table(list(arrays.values()), schema=schema), data, compression="zstd")
    return data.getvalue()


def _cell(value: Any) -> Any:
    return (
        value
        if value is None or isinstance(value, (str, int, float, bool)) or hasattr(value, "isoformat")
        else str(value)
    )


def _excel(row: Agreement, dataset: DataSet, rows: Sequence[dict[str, Any]]) -> bytes:
    columns = [
        column for name in reading.fields_of(row, dataset) if (column := _column(dataset, name)) is not None
    ]
    heads = [(column.title, column) for column in columns]
    lines = [[one[column.name] for column in columns] for one in rows]
    about = [
        (pick("共享协议", "Agreement"), f"{row.code} {row.receiver}"),
        (pick("仅限用途", "For this purpose only"), row.purpose),
    ]
    data = BytesIO()
    xlsx_file.write(data, dataset.title, heads, lines, about)
    return data.getvalue()


def _column(dataset: DataSet, name: str) -> Column | None:
    return dataset.spec.column(name)


def one(actor: Actor, number: int) -> SharedFile:
    """A file for the office. Raises Problem 404."""
    row = SharedFile.objects.filter(within(actor.scope, "agreement__area"), id=number).first()
    if row is None:
        raise not_found(pick(f"共享文件{number}", f"File {number}"))
    return row


def receipt(actor: Actor, number: int, wanted: ReceiptIn) -> SharedFile:
    """Note who received a file; what they hold must be what was made. Raises Problem 403, 404, 422."""
    need(actor, "sharing.manage")
    with acting(actor):
        row = one(actor, number)
        if wanted.sha256 != row.sha256:
            raise Problem(
                422,
                "other_file",
                pick(
                    "对方报的摘要与文件不一致，请重新交付。",
                    "Their digest is another: hand the file over again.",
                ),
            )
        Receipt.objects.create(file=row, by=wanted.by.strip(), at=now(), sha256=wanted.sha256)
        journal.record(
            actor, "sharing.receipt", f"agreement:{row.agreement_id}", after={"file": row.pk, "by": wanted.by}
        )
        return row
