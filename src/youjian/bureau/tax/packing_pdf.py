"""The summary of an evidence pack for the file: A4 across, the same words as the page beside it."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from youjian.bureau.language import pick
from youjian.bureau.tax import packing_html as words
from youjian.bureau.tax.contracts import TaxMonth, TaxpayerOut
from youjian.reports.document import Block, Column, Heading, Section, Table, Text
from youjian.reports.pdf import MissingFontError, Typesetting


def summary_pdf(told: TaxpayerOut, months: Sequence[TaxMonth], made: str) -> bytes | None:
    """The summary as PDF; None where the font is not installed: a pack is made without it then."""
    title = words.title_of(told)
    with TemporaryDirectory(prefix="youjian-pack-") as folder:
        setting = Typesetting(Path(folder), title, across=True)
        setting.put(Section("summary", title, tuple(_blocks(told, months, made))))
        try:
            return b"".join(setting.parts(["summary"]))
        except MissingFontError:
            return None


def _blocks(told: TaxpayerOut, months: Sequence[TaxMonth], made: str) -> list[Block]:
    first, last = months[0].period, months[-1].period
    return [
        Text(pick("文号：____________________", "Document no.: ____________________")),
        Text(words.sentence_of(months), "answer"),
        Text(f"{'、'.join(told.usccs)} · {made}"),
        Heading(pick("逐月比对（先油量，后税款）", "Month by month: litres first, then tax")),
        Table(_columns(), tuple(words.cells_of(month) for month in months), ""),
        Heading(pick("可能原因（候选，须核实）", "Candidates, to be checked")),
        *([Text(line) for line in words.cause_lines(months)] or [Text(words.NOTHING)]),
        Heading(pick("涉税疑点", "Findings")),
        *([Text(line) for line in words.finding_lines(told, first, last)] or [Text(words.NOTHING)]),
        Heading(pick("依据与范围", "Basis and scope")),
        Text(words.basis_of(told)),
        Text(words.scope_note(), "note"),
    ]


def _columns() -> tuple[Column, ...]:
    heads = words.heads()
    return tuple(Column(head, numeric=place > 1) for place, head in enumerate(heads))
