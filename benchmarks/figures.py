"""Remakes the tables in docs/performance.md: runs each benchmark and puts what it printed between its marks.

python -m benchmarks.figures [NAME …]
"""

import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BENCHMARKS = (
    "fuzz",
    "demo",
    "audit",
    "register",
    "collector",
    "intake",
    "growth",
    "console_speed",
    "alert_month",
    "stock_book",
)


def main() -> None:
    """Run the named benchmarks, or all."""
    for name in sys.argv[1:] or BENCHMARKS:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], capture_output=True, text=True, check=True
        )
        PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), name, done.stdout), encoding="utf-8")
        print(done.stdout, end="")


def replaced(page: str, name: str, printed: str, words: Sequence[str] = ()) -> str:
    """The page with a benchmark's part renewed; raises ValueError when its marks are missing.

    `words` are those of its command line, so that the page says how it was run.
    """
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(page):
        raise ValueError(f"{PAGE} has no marks <!-- {name} --> … <!-- /{name} -->")
    day, where = (
        datetime.now(UTC).date().isoformat(),
        f"{platform.machine()}, Python {platform.python_version()}",
    )
    *table, last = printed.strip().splitlines()
    command = " ".join(["python", "-m", f"benchmarks.{name}", *words])
    part = "\n".join([f"`{command}`, {day}, {where}:", "", *table, "", f"`{last}`", ""])
    return marks.sub(lambda found: found[1] + part + found[2], page)


if __name__ == "__main__":
    main()
