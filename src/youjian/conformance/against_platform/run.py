"""All steps in their order, from the first code to the replaced box."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from youjian.conformance.against_platform import (
    batches,
    notations,
    offline,
    opening,
    over_mqtt,
    refusing,
    renewing,
    together,
)
from youjian.conformance.against_platform.device import Device
from youjian.conformance.against_platform.line import HttpLine, Line
from youjian.conformance.against_platform.visit import Step, StoppedError, Visit, all_checks, summary
from youjian.conformance.book import Book
from youjian.conformance.report import Report, report

STEPS: tuple[Step, ...] = (
    opening.wrong_enrolments,
    opening.enrolment,
    opening.first_boot,
    opening.heartbeats,
    opening.wrong_messages,
    opening.sent_again,
    batches.first_of_epoch,
    batches.first_batches,
    batches.repetition,
    batches.duplicates,
    batches.between_batches,
    batches.quarantine,
    refusing.headers,
    refusing.strangers,
    refusing.gap,
    refusing.fork,
    refusing.sizes,
    refusing.envelopes,
    notations.notations,
    notations.messages,
    notations.header_names,
    together.together,
    opening.command_results,
    offline.offline_file,
    offline.record_chains,
    over_mqtt.over_mqtt,
    renewing.announcements,
    renewing.rotation,
    renewing.replaced_box,
)
CHECKS = all_checks(STEPS) | {"line.https"}


def visit_platform(
    url: str,
    codes: Sequence[str],
    *,
    line: Line | None = None,
    broker: str = "",
    ca_file: str | None = None,
    chains: bool = False,
    wait: Callable[[float], object] = time.sleep,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Visit a platform with one or two codes. Raises StoppedError when it cannot even begin.

    `ca_file`: the authority of the certificates, where it is a private one; a `line` brings its own.
    """
    book = Book(CHECKS)
    chosen = line or HttpLine(url, ca_file=ca_file)
    visit = Visit(
        line=chosen,
        book=book,
        codes=list(codes),
        device=Device(chosen),
        broker=broker,
        ca_file=ca_file,
        chains=chains,
        wait=wait,
    )
    _judge_address(url, book)
    for number, one in enumerate(STEPS, start=1):
        say(f"{number}/{len(STEPS)} {summary(one)}")
        try:
            one.run(visit)
        except StoppedError as error:
            if one in (opening.wrong_enrolments, opening.enrolment):
                raise
            visit.notes.append(str(error))
            break
    return report("platform", url, datetime.now(UTC), book, visit.notes)


def _judge_address(url: str, book: Book) -> None:
    if url.startswith("https://"):
        book.judge("line.https", True, "HTTPS")
    else:
        book.pass_over("line.https", "HTTP was tried: it is for a closed network only")
