"""Notices that come with the platform as data: `profiles/calendar/YEAR.txt`, one span of days a line."""

from datetime import date, timedelta
from pathlib import Path

from youjian.bureau.calendar.notice import Notice, Special

_FOLDER = Path(__file__).resolve().parents[2] / "profiles" / "calendar"
_WORKING = {"rest": False, "work": True}


def shipped_files(folder: Path | None = None) -> list[Path]:
    """The files of a folder, by year."""
    return sorted((folder or _FOLDER).glob("[0-9][0-9][0-9][0-9].txt"))


def read_shipped(path: Path) -> Notice:
    """A file of days: `rest NAME FROM [UNTIL]`, `work NAME DAY`, `number …`, `title …`; `#` begins a remark.

    Raises ValueError naming file and line.
    """
    days: dict[date, Special] = {}
    said = {"number": "", "title": ""}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        word, _, rest = line.partition("#")[0].strip().partition(" ")
        if word in said:
            said[word] = rest.strip()
        elif word:
            for special in _days(word, rest.split(), f"{path.name}:{number}"):
                days[special.day] = special
    listed = tuple(days[day] for day in sorted(days))
    return Notice(int(path.stem), said["number"], said["title"], listed, (), ())


def _days(word: str, parts: list[str], where: str) -> list[Special]:
    try:
        name, *ends = parts
        first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
        working = _WORKING[word]
    except (ValueError, IndexError, KeyError) as error:
        message = f"{where}: a line says `rest NAME FROM [UNTIL]` or `work NAME DAY`"
        raise ValueError(message) from error
    return [Special(first + timedelta(days=i), working, name) for i in range((last - first).days + 1)]
