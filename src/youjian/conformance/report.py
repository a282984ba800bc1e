"""The report: each sentence with its verdict and evidence, as text, JSON or HTML, in Chinese or English."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Literal

import msgspec
from msgspec import Struct

from youjian.conformance.book import Book, Evidence, Verdict
from youjian.conformance.sentences import Sentence, Side, items

Language = Literal["zh", "en"]
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "met": "met", "not_met": "NOT MET", "not_observed": "not observed",
        "not_observable": "not observable", "title": "Conformance to the station API, version 1",
        "platform": "platform", "collector": "collector",
        "expected": "expected", "request": "request", "reply": "reply", "judged": "judged of",
        "notes": "Notes", "checks": "checks", "sentence": "sentence", "verdict": "verdict", "why": "because",
    },
    "zh": {
        "met": "符合", "not_met": "不符合", "not_observed": "未观察到", "not_observable": "无法观察",
        "title": "站点接口第 1 版符合性报告", "platform": "平台", "collector": "采集终端",
        "expected": "应为", "request": "请求", "reply": "应答", "judged": "受检对象",
        "notes": "说明", "checks": "检查", "sentence": "条文", "verdict": "结论", "why": "原因",
    },
}  # fmt: skip
_ORDER: tuple[Verdict, ...] = ("met", "not_met", "not_observed", "not_observable")


class Judged(Struct, frozen=True, kw_only=True):
    """One sentence with its verdict, its checks (held, broken) and the evidence against it."""

    id: str
    text: str
    zh: str
    verdict: Verdict
    how: str
    checks: dict[str, tuple[int, int]]
    why: list[str]
    evidence: list[Evidence]


class Report(Struct, frozen=True, kw_only=True):
    """What one run showed."""

    side: Side
    subject: str
    at: datetime
    totals: dict[str, int]
    sentences: list[Judged]
    notes: list[str]

    @property
    def exit_status(self) -> int:
        """0 when nothing is not met, 1 when a sentence is not met, 2 when nothing was seen at all."""
        if self.totals["not_met"]:
            return 1
        return 0 if self.totals["met"] else 2


def report(side: Side, subject: str, at: datetime, book: Book, notes: Sequence[str]) -> Report:
    """Judge every sentence that binds a side by what the book holds."""
    judged = [_judged(side, sentence, book) for sentence in items() if side in sentence.binds]
    totals = Counter(item.verdict for item in judged)
    return Report(
        side=side,
        subject=subject,
        at=at,
        totals={verdict: totals[verdict] for verdict in _ORDER},
        sentences=judged,
        notes=list(notes),
    )


def _judged(side: Side, sentence: Sentence, book: Book) -> Judged:
    checks = sentence.checks(side)
    return Judged(
        id=sentence.id,
        text=sentence.text,
        zh=sentence.zh,
        verdict=_verdict([book.verdict(check) for check in checks]),
        how=sentence.how,
        checks={check: book.count(check) for check in checks},
        why=[why for check in checks if (why := book.why(check)) and book.verdict(check) == "not_observed"],
        evidence=[one for check in checks for one in book.evidence(check)],
    )


def _verdict(verdicts: Sequence[Verdict]) -> Verdict:
    if not verdicts:
        return "not_observable"
    if "not_met" in verdicts:
        return "not_met"
    return "met" if "met" in verdicts else "not_observed"


def as_json(report: Report) -> bytes:
    """The report for a machine."""
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def as_text(report: Report, language: Language = "en") -> str:
    """The report for a terminal: a line per sentence, breaches with their exchange, totals at the end."""
    words = _WORDS[language]
    lines = [
        words["title"],
        f"{words['judged']}: {words[report.side]} {report.subject}, {report.at:%Y-%m-%d %H:%M} UTC",
        "",
    ]
    for item in report.sentences:
        lines.append(f"[{words[item.verdict]}] {item.id}: {_said(item, language)}")
        lines += [f"    {words['why']}: {why}" for why in item.why]
        if item.verdict == "not_observable":
            lines.append(f"    {item.how}")
        for evidence in item.evidence:
            lines += _breach(evidence, words)
    lines += ["", *report.notes, ", ".join(f"{words[name]} {report.totals[name]}" for name in _ORDER)]
    return "\n".join(lines) + "\n"


def _breach(evidence: Evidence, words: dict[str, str]) -> list[str]:
    found = [f"    {words['expected']} ({evidence.check}): {evidence.expected}"]
    for name, text in (("request", evidence.request), ("reply", evidence.reply)):
        if text:
            found += [f"    {words[name]}:", *(f"      {line}" for line in text.splitlines())]
    return found


def _said(item: Judged, language: Language) -> str:
    return item.zh if language == "zh" else item.text


_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans SC",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;
color:#1b1f24}table{border-collapse:collapse;width:100%}
td,th{border-top:1px solid #d5d9de;padding:.4rem .6rem;text-align:left;vertical-align:top}
td:first-child,th:first-child{white-space:nowrap}.met{color:#17663a}.not_met{color:#a11d1d;font-weight:600}.not_observed,.not_observable,small{color:#5b6470}
pre{background:#f4f5f7;padding:.5rem;overflow-x:auto;white-space:pre-wrap;font-size:13px}
"""
_SIGNS: dict[str, str] = {"met": "✓", "not_met": "✗", "not_observed": "–", "not_observable": "○"}


def as_html(report: Report, language: Language = "en") -> str:
    """The report as one page that needs nothing else."""
    words = _WORDS[language]
    subject = f"{words['judged']}: {words[report.side]} {report.subject}, {report.at:%Y-%m-%d %H:%M} UTC"
    totals = " · ".join(f"{_SIGNS[name]} {words[name]} {report.totals[name]}" for name in _ORDER)
    rows = "".join(_html_row(item, words, language) for item in report.sentences)
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><meta charset="utf-8">'
        f"<title>{words['title']}</title><style>{_STYLE}</style><h1>{words['title']}</h1>"
        f"<p>{escape(subject)}</p>"
        f"<p><strong>{totals}</strong></p>"
        + (f"<ul>{notes}</ul>" if notes else "")
        + f"<table><tr><th>{words['verdict']}</th><th>{words['sentence']}</th></tr>{rows}</table></html>\n"
    )


def _html_row(item: Judged, words: dict[str, str], language: Language) -> str:
    checks = ", ".join(f"{name} {held}/{held + broken}" for name, (held, broken) in item.checks.items())
    said = [
        f"{escape(_said(item, language))}<br><small>{escape(item.id)} · {escape(checks or item.how)}</small>"
    ]
    said += [f"<p>{words['why']}: {escape(why)}</p>" for why in item.why]
    for evidence in item.evidence:
        said.append(f"<pre>{escape(chr(10).join(_breach(evidence, words)))}</pre>")
    sign = f"{_SIGNS[item.verdict]} {words[item.verdict]}"
    return f'<tr><td class="{item.verdict}">{sign}</td><td>{"".join(said)}</td></tr>'
