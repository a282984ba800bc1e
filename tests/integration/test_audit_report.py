"""`youjian audit --report` as a person runs it, on a small folder with something to find."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import typst

from tests.unit.reports.markup import Balanced
from youjian.cli import main
from youjian.engine.audit import Audited, AuditRequest, audit, on_this_machine
from youjian.engine.findings_file import read_findings, write_findings
from youjian.engine.outcome import Failure
from youjian.reports import pages, pdf, write_report
from youjian.reports.document import Column, Entry, Figure, Heading, Section, Table, Text
from youjian.reports.pdf import Typesetting
from youjian.reports.svg import drawing, text
from youjian.simulator.twin.suites import make_folder


@dataclass(frozen=True)
class Done:
    """An audit that was done once for all tests here."""

    request: AuditRequest
    audited: Audited

    def report(self, path: Path, jobs: int = 1, **changes: object) -> Path:
        """A report of it."""
        write_report(replace(self.request, **changes), self.audited, path, jobs)
        return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stations, at each a tenth of a tank's sales unrecorded from the sixth day on."""
    path = tmp_path_factory.mktemp("report") / "folder"
    size: dict[str, Any] = {"tanks": 2, "reading_s": 120.0, "pressure_s": 3600.0}
    make_folder(
        path, "fraud", stations=2, days=10, seed=4, fraud="hidden-sales", size=10, onset_day=6, **size
    )
    return path


@pytest.fixture(scope="module")
def done(folder: Path) -> Done:
    request = AuditRequest(folder, folder.parent / "findings.parquet")
    return Done(request, audit(request, on_this_machine(1), lambda *_: None))


@pytest.fixture(scope="module")
def report(done: Done, folder: Path) -> Path:
    return done.report(folder.parent / "report.html")


def test_the_report_has_a_page_for_every_station_and_fetches_nothing(report: Path) -> None:
    told = report.read_text(encoding="utf-8")
    read = Balanced(told)
    assert read.open == []
    anchors = re.findall(r'<section id="(\w+)">', told)
    assert anchors[0] == "city"
    assert len(anchors) == 3
    assert {f"#{anchor}" for anchor in anchors[1:]} == set(read.fetched)
    assert "<script" not in told
    assert "http" not in told.replace("http://www.w3.org/2000/svg", "")
    assert told.count("<svg") == 2 * 2 * 3
    assert "未记录出油（疑似）" in told
    assert "（未记录出油疑点开始前）" in told


def test_the_command_writes_the_same(folder: Path, report: Path, tmp_path: Path) -> None:
    out, path = tmp_path / "findings.parquet", tmp_path / "report.html"
    words = ["--out", str(out), "--report", str(path), "--jobs", "2"]
    assert main(["audit", str(folder), *words]) == 0
    assert path.read_bytes() == report.read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["findings.parquet", "report.html"]


def test_a_findings_file_in_csv_tells_the_same(done: Done, report: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.csv"
    write_findings(out, [read_findings(done.request.out)])
    again = done.report(tmp_path / "report.html", out=out).read_text(encoding="utf-8")
    first = report.read_text(encoding="utf-8").split("<section")
    assert again.split("<section")[2:] == first[2:]


def test_a_pdf_is_the_same_every_time(done: Done, tmp_path: Path) -> None:
    one, two = done.report(tmp_path / "one.pdf"), done.report(tmp_path / "two.pdf")
    assert one.read_bytes()[:5] == b"%PDF-"
    assert one.read_bytes() == two.read_bytes()


def test_the_pdf_has_one_heading_a_section_and_takes_text_as_it_is(tmp_path: Path) -> None:
    wild = 'a "b" \\ #c $d$ *e* <f> @g\n_h_'
    setting = Typesetting(tmp_path, wild)
    for anchor in ("city", "s3602030017"):
        blocks = (
            Heading(wild),
            Text(wild, "answer"),
            Text(wild, "note"),
            Entry(1, "#b3222b", wild, wild, (wild,)),
            Table((Column(wild), Column("b", code=True)), ((wild, "ab" * 32),), "", ("city",)),
            Table((Column("a", numeric=True),), (), wild),
            Figure(drawing(10, 10, "x", [text(0, 0, "油")]), wild, wild),
        )
        setting.put(Section(anchor, wild, blocks))
    [made] = setting.parts(["city", "s3602030017"])
    assert made[:5] == b"%PDF-"
    found = typst.query(str(tmp_path / "main.typ"), "heading.where(level: 1)", root=str(tmp_path))
    assert [one["label"] for one in json.loads(found)] == ["<city>", "<s3602030017>"]


def test_without_the_font_nothing_is_begun(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pdf, "FONT", "No Such Font")
    out, path = tmp_path / "findings.parquet", tmp_path / "report.pdf"
    assert main(["audit", str(folder), "--out", str(out), "--report", str(path)]) == 2
    assert "needs the font No Such Font: install it" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_station_whose_books_fail_has_a_page_that_says_so(
    done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(task: object, stations: list[str], jobs: int) -> Iterator[tuple[str, Failure]]:
        return ((station, Failure(station, "books <lost>")) for station in stations)

    monkeypatch.setattr(pages, "each", failing)
    told = done.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert told.count("油罐账未能编制：books &lt;lost&gt;") == 4
    assert "未记录出油（疑似）" in told


def test_a_span_without_a_night_still_makes_a_report(done: Done, tmp_path: Path) -> None:
    short = Done(done.request, replace(done.audited, span=None))
    told = short.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert told.count("不编制油罐账") == 2
    assert "没有记录" in told
