"""The table of a run and its last line."""

from collections.abc import Sequence

from benchmarks.intake.measuring import Measured

_HEAD = (
    "| door | rows per batch | connections | rows/s | bare COPY rows/s | ratio | ratio by CPU seconds "
    "| p50 / p99 ms | CPU seconds |",
    "|---|---|---|---|---|---|---|---|---|",
)


def table(measured: Sequence[Measured]) -> str:
    """A line per measurement."""
    return "\n".join([*_HEAD, *(_line(one) for one in measured)])


def _line(one: Measured) -> str:
    copied = one.copied
    bare = f"{copied.rows / copied.seconds:,.0f}" if copied else "–"
    ratio = f"{one.ratio:.3f}" if one.ratio is not None else "–"
    cpu = ", ".join(f"{name} {seconds:.1f}" for name, seconds in one.cpu.items())
    return (
        f"| {one.name} | {one.per_batch:,} | {one.lanes:,} | {one.per_s:,.0f} | {bare} | {ratio} "
        f"| {_by_cpu(one)} | {one.at(0.5):.0f} / {one.at(0.99):.0f} | {cpu}{_refusals(one)} |"
    )


def _by_cpu(one: Measured) -> str:
    """What a row costs PostgreSQL in a bare COPY, by what it costs the platform here."""
    if one.copied is None or not one.copied.cpu_s:
        return "–"
    ours = sum(seconds for name, seconds in one.cpu.items() if name != "client") / one.rows
    return f"{one.copied.cpu_s / one.copied.rows / ours:.3f}"


def _refusals(one: Measured) -> str:
    refused = sum(count for status, count in one.seen.statuses.items() if status != 200)
    return f"; {refused} refused for the moment" if refused else ""


def last_line(headline: Measured, half: Measured) -> str:
    """The figures for whoever reads by program: HTTP at the headline's batch size, latency at half load."""
    return (
        f"intake: ratio={headline.ratio:.3f} rows_per_s={headline.per_s:.0f} "
        f"p50_ms={half.at(0.5):.0f} p99_ms={half.at(0.99):.0f}"
    )
