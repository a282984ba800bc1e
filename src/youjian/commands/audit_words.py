"""What `youjian audit` prints: bad rows, progress and a short summary."""

import sys
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Self, TextIO

from youjian.archive.rows import BadRow
from youjian.contract.codes import RULE_CODES
from youjian.contract.fields import SHANGHAI
from youjian.engine.audit import Audited

_SEVERITIES = ("alarm", "warning", "info")
_LINE_EVERY_S = 30.0
_WIDTH = 30


class Bar:
    """Progress on stderr: a bar on a terminal, elsewhere a line now and then."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._began = self._told = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def show(self, done: int, total: int) -> None:
        """So many stations of so many are done."""
        now = time.monotonic()
        left = (now - self._began) / done * (total - done)
        if self._terminal:
            full = _WIDTH * done // total
            bar = "#" * full + "." * (_WIDTH - full)
            self._out.write(f"\r[{bar}] {done}/{total} stations, {left:.0f} s left \x1b[K")
        elif now - self._told >= _LINE_EVERY_S:
            self._told = now
            self._out.write(f"audited {done} of {total} stations, {left:.0f} s left\n")
        self._out.flush()


def print_bad(bad: Iterable[BadRow]) -> None:
    """Every bad row on stderr."""
    sys.stderr.writelines(f"{row}\n" for row in bad)


def print_summary(audited: Audited, out: Path) -> None:
    """What was audited, what was found, what could not be done."""
    for note in audited.notes:
        print(note)
    print(f"stations: {audited.stations}")
    print(f"rows: {sum(audited.rows.values())} ({_listed(audited.rows)})")
    if audited.duplicates:
        print(f"duplicates passed over: {audited.duplicates}")
    if audited.span is not None:
        print(f"from {_clock(audited.span.start)} to {_clock(audited.span.end)} (Shanghai)")
    print(f"findings: {sum(audited.raised.values())} in {audited.revisions} revisions -> {out}")
    _print_raised(audited.raised)
    for code, missing in sorted((audited.not_run or {}).items()):
        print(f"not run: {code} (no table {', '.join(missing)})")
    if audited.bad:
        print(f"bad rows skipped: {len(audited.bad)}")
    for failure in audited.failed:
        print(f"failed: station {failure.station_id}: {failure.reason}")
        print(f"youjian: station {failure.station_id} failed: {failure.reason}", file=sys.stderr)


def _print_raised(raised: Counter[tuple[str, str, str]]) -> None:
    for code in RULE_CODES:
        of_rule = Counter[str]()
        for (rule, severity, verdict), count in raised.items():
            if rule == code:
                of_rule["undecidable" if verdict == "undecidable" else severity] += count
        if of_rule:
            kinds = ", ".join(f"{of_rule[s]} {s}" for s in (*_SEVERITIES, "undecidable") if of_rule[s])
            print(f"  {code}: {kinds}")


def _listed(rows: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(rows.items())) or "none"


def _clock(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
