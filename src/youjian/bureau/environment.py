"""What the installation says through its environment: `YOUJIAN_*` variables, each read in one place.

Nothing here is read from the database, so that every process can be set up before it connects.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from youjian.detection.ticks import watch_interval

_SECRET_BYTES = 48


def home() -> Path:
    """The folder of this installation's own files (`YOUJIAN_HOME`, default `./.youjian`)."""
    return Path(os.environ.get("YOUJIAN_HOME", "./.youjian")).expanduser().absolute()


def text(name: str, default: str = "") -> str:
    """The variable `YOUJIAN_<name>`, or the default when it is absent or empty."""
    return os.environ.get(f"YOUJIAN_{name}", "").strip() or default


def items(name: str) -> list[str]:
    """A comma-separated variable as a list."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def switch(name: str) -> bool:
    """Whether a variable says yes (`1`, `true`, `yes`, `on`)."""
    return text(name).lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number; raises ValueError naming the variable when it is none."""
    value = text(name, str(default))
    if not value.isdecimal():
        message = f"YOUJIAN_{name} must be a whole number, got {value!r}"
        raise ValueError(message)
    return int(value)


def watch_every() -> timedelta:
    """How often the watch looks: `YOUJIAN_WATCH_MINUTES`, a divisor of the hour, default ten.

    Raises ValueError naming the variable for anything else.
    """
    try:
        return watch_interval(number("WATCH_MINUTES", 10))
    except ValueError as error:
        raise ValueError(f"YOUJIAN_WATCH_MINUTES: {error}") from None


def secret_key() -> str:
    """The key that signs sessions: `YOUJIAN_SECRET_KEY`, else `$YOUJIAN_HOME/secret.key`, made (0600)
    when absent.
    """
    given = text("SECRET_KEY")
    if given:
        return given
    path = home() / "secret.key"
    if not path.exists():
        _write_secret(path)
    return path.read_text(encoding="ascii").strip()


def _write_secret(path: Path) -> None:
    """Make the key appear whole or not at all; of two processes that start together the first one's key
    stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_SECRET_BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
