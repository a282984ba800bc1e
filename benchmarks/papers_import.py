"""How long a file of 50,000 invoices takes: read, checked and written, with errors and without.

    python -m benchmarks.papers_import [--rows 50000] [--stations 200] [--format xlsx|csv]

Makes a city in a database of its own, and a file as tax systems export it, every tenth line in tonnes. First
the file with an error in every hundredth row, then the clean one, then that again. What is timed is the
worker's work; memory is the most that one process held. Last line:
`papers_import: rows=… check_s=… commit_s=… again_s=… errors=… peak_mb=…`
"""

import argparse
import csv
import io
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from openpyxl import Workbook

from youjian.contract.identifiers import uscc_check_character
from youjian.contract.registry import Station
from youjian.ledger.connection import VARIABLES, connect
from youjian.ledger.registry import replace_registry
from youjian.ledger.scope import EVERYTHING, set_scope
from youjian.ledger.server import EmbeddedServer

TITLES = (
    "发票号码", "销方税号", "销方名称", "购方税号", "购方名称", "货物名称", "税收分类编码", "数量", "单位",
    "金额", "税额", "价税合计", "开票日期", "加油站编号",
)  # fmt: skip
_GOODS = (("*汽油*92号车用汽油(ⅥB)", "1070101010000000000"), ("*柴油*0号车用柴油(Ⅵ)", "1070101030000000000"))


def code_of(number: int) -> str:
    """A credit code of the made-up city."""
    body = f"913602{number:011d}"
    return body + uscc_check_character(body)


def lines(rows: int, stations: int, every: int = 0) -> Iterator[tuple[Any, ...]]:
    """Lines of a tax export; with `every` that many-th line is wrong, in turn in one of four ways."""
    supplier = code_of(99_999)
    for number in range(rows):
        goods, tax_code = _GOODS[number % 2]
        station = number % stations
        buyer, unit, quantity = (
            code_of(station),
            ("吨", "升")[number % 10 > 0],
            12.5 if number % 10 == 0 else 15_000,
        )
        day: Any = date(2026, 1, 1) + timedelta(days=number % 300)
        if every and number % every == every - 1:
            wrong = number // every % 4
            buyer = buyer[:-1] + "O" if wrong == 0 else buyer
            unit = "桶" if wrong == 1 else unit
            quantity = -quantity if wrong == 2 else quantity
            day = "二月三十" if wrong == 3 else day
        yield (
            f"2636{number:016d}", supplier, "示范石油销售有限公司", buyer, f"示范{station}站", goods,
            tax_code, quantity, unit, 80_000.0, 10_400.0, 90_400.0, day, f"360203{station:04d}",
        )  # fmt: skip


def file_of(kind: str, rows: int, stations: int, every: int = 0) -> bytes:
    """The lines as an .xlsx, or as a .csv in GBK."""
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([TITLES, *lines(rows, stations, every)])
        return text.getvalue().encode("gb18030")
    book = Workbook(write_only=True)
    table = book.create_sheet("发票明细")
    table.append(TITLES)
    for line in lines(rows, stations, every):
        table.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def furnish(stations: int) -> None:
    """Stations, each with a taxpayer of its own."""
    made = [
        Station(
            station_id=f"360203{number:04d}",
            name=f"示范{number}站",
            region_code="360203",
            ownership="private",
            uscc=code_of(number),
            licence_no=f"示{number}",
            vapour_monitoring=False,
            longitude=117.2,
            latitude=29.3,
            status="operating",
            opened_on=date(2015, 5, 1),
        )
        for number in range(stations)
    ]
    with connect("bureau") as conn:
        set_scope(conn, EVERYTHING)
        replace_registry(conn, {"stations": made})


def main() -> None:
    """Make the city and the files, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--stations", type=int, default=200)
    parser.add_argument("--format", choices=("xlsx", "csv"), default="xlsx")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="youjian-papers-") as where, city(Path(where)):
        furnish(wanted.stations)
        bad = file_of(wanted.format, wanted.rows, wanted.stations, every=100)
        good = file_of(wanted.format, wanted.rows, wanted.stations)
        name = f"发票.{wanted.format}"
        errors_s, refused = checked(name, bad)
        check_s, clean = checked(name, good)
        commit_s = committed(clean)
        again_s, again = checked(name, good)
        print(
            f"{wanted.format}: {len(good) / 2**20:.1f} MiB; {refused.bad} wrong rows told in {errors_s:.1f} s"
        )
        print(f"{clean.new} new, {clean.bad} wrong; again: {again.same} unchanged")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"papers_import: rows={wanted.rows} check_s={check_s:.1f} commit_s={commit_s:.1f}"
        f" again_s={again_s:.1f} errors={refused.bad} peak_mb={peak / 1024:.0f}"
    )


def checked(name: str, data: bytes) -> tuple[float, Any]:
    """Seconds in which the worker checked a file, and the upload after it."""
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.scope import scoped  # noqa: PLC0415
    from youjian.bureau.uploads import selectors, services, working  # noqa: PLC0415

    upload = services.check(SYSTEM, "invoices", name, data)
    began = time.perf_counter()
    if upload.state == "checking":
        working.work(upload.pk)
    seconds = time.perf_counter() - began
    with scoped():
        return seconds, selectors.upload_of(SYSTEM, upload.pk)


def committed(upload: Any) -> float:
    """Seconds in which the worker wrote a file."""
    from youjian.bureau.accounts.contracts import SYSTEM  # noqa: PLC0415 - needs Django set up
    from youjian.bureau.uploads import services, working  # noqa: PLC0415

    began = time.perf_counter()
    services.commit(SYSTEM, upload.pk, "", None)
    working.work(upload.pk)
    return time.perf_counter() - began


@contextmanager
def city(home: Path) -> Iterator[None]:
    """A database server of its own with the newest schema; Django works on it."""
    database = EmbeddedServer(home)
    database.start()
    try:
        with psycopg.connect(database.url(None, "postgres"), autocommit=True) as conn:
            conn.execute("CREATE DATABASE papers OWNER youjian_owner")
        os.environ.update({VARIABLES[role]: database.url(role, "papers") for role in VARIABLES})
        os.environ["YOUJIAN_SECRET_KEY"] = "a-key-for-measuring-that-signs-nothing-else-0123456789"  # noqa: S105
        from youjian.bureau import setup  # noqa: PLC0415 - reads where the database is
        from youjian.bureau.schema import migrate_all  # noqa: PLC0415

        setup()
        migrate_all(lambda _: None)
        yield
    finally:
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        database.stop()


if __name__ == "__main__":
    main()
