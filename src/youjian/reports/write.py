"""A report of an audit, written: the pages of the stations one by one, and then the first page."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from youjian.archive.folder import AuditFolder
from youjian.archive.rows import file_of
from youjian.contract.tables import TABLES
from youjian.engine.audit import Audited, AuditRequest
from youjian.reports.city import TITLE, City, Digest, city_section
from youjian.reports.pages import PageTask, about_of, books_until, pages, window_of
from youjian.reports.printed import check_report, printed, sha256_of, write_whole
from youjian.reports.raised import of_station, read_raised


def write_report(request: AuditRequest, audited: Audited, path: Path, jobs: int = 1) -> None:
    """Write what an audit found for people to read, .html or .pdf by the path's name; all or nothing.

    `request.out` is the findings file that the audit wrote. With `jobs` processes; how many changes nothing.
    A station whose books cannot be made has a page that says why. Raises what `check_report` does.
    """
    check_report(path)
    with tempfile.TemporaryDirectory(prefix=".youjian-report-", dir=path.resolve().parent) as name:
        report = printed(path, Path(name), TITLE)
        with AuditFolder(request.folder.resolve(), scratch=Path(name)) as folder:
            folder.prepare()
            task = PageTask(folder, read_raised(request.out), window_of(audited.span))
            failed: dict[str, str] = {}
            for station_id, (part, reason) in pages(task, folder.station_ids(), jobs):
                report.put(part)
                if reason is not None:
                    failed[station_id] = reason
            city = _city(request, audited, task, failed)
        report.put(city_section(city))
        anchors = ["city", *(about.anchor for about in city.stations)]
        write_whole(path, report.parts(anchors))


def _city(request: AuditRequest, audited: Audited, task: PageTask, failed: dict[str, str]) -> City:
    stations = task.folder.station_ids()
    return City(
        audited=audited,
        stations=[about_of(task.folder, station_id) for station_id in stations],
        raised={station_id: of_station(task.revisions, station_id) for station_id in stations},
        failed=failed,
        digests=_digests(request),
        books_until=books_until(task.window),
    )


def _digests(request: AuditRequest) -> Sequence[Digest]:
    """The folder's tables and the findings file."""
    tables = [file_of(request.folder, spec) for spec in TABLES.values()]
    files = [path for path in tables if path is not None] + [request.out]
    return [Digest(path.name, path.stat().st_size, sha256_of(path)) for path in files]
