"""The marked parts of docs/detection.md."""

import platform
import re
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "detection.md"


def replaced(page: str, name: str, part: str) -> str:
    """The page with one part renewed; raises ValueError when its marks are missing."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(page):
        raise ValueError(f"{PAGE} has no marks <!-- {name} --> … <!-- /{name} -->")
    return marks.sub(lambda found: f"{found[1]}{part.strip()}\n{found[2]}", page)


def conditions(command: str, twin: str, audit: str) -> str:
    """With what, when and where the tables were made."""
    day = datetime.now(UTC).date().isoformat()
    where = f"{platform.machine()}, Python {platform.python_version()}"
    return f"`{command}`, {day}, {where}; twin `{twin}`, audit `{audit}`."


def rewrite(parts: dict[str, str], page: Path = PAGE) -> None:
    """Renew the parts by name."""
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = replaced(text, name, part)
    page.write_text(text, encoding="utf-8")
