"""Secrets of channels: sealed in the database with a key that lies beside it, or named in the environment.

The key is `YOUJIAN_NOTIFY_KEY`, else `$YOUJIAN_HOME/notify.key` (0600, made when absent): a copy of the
database alone opens nothing. A secret given as `env:YOUJIAN_NOTIFY_…` is read from the environment at each
use.
"""

import json
import os
import secrets as randomness
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from youjian.bureau import environment

REFERENCE = "env:YOUJIAN_NOTIFY_"


class SecretLostError(Exception):
    """A sealed secret cannot be opened: the key is another one, or a variable is not set."""


def seal(values: dict[str, str]) -> str:
    """Secrets of one channel as one sealed text; empty for none."""
    return _fernet().encrypt(json.dumps(values).encode()).decode() if values else ""


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed, references still unread; raises SecretLostError."""
    if not sealed:
        return {}
    try:
        opened: Any = json.loads(_fernet().decrypt(sealed.encode()))
    except (InvalidToken, ValueError) as error:
        message = "the channel's secrets were sealed with another key than notify.key: enter them again"
        raise SecretLostError(message) from error
    return {str(name): str(value) for name, value in opened.items()}


def open_sealed(sealed: str) -> dict[str, str]:
    """The secrets themselves; raises SecretLostError."""
    return {name: _read(value) for name, value in unseal(sealed).items()}


def _read(value: str) -> str:
    if not value.startswith(REFERENCE):
        return value
    name = value.removeprefix("env:")
    if not os.environ.get(name):
        message = f"the secret refers to {name}, which is not set where the worker runs"
        raise SecretLostError(message)
    return os.environ[name]


def _fernet() -> Fernet:
    return Fernet(environment.text("NOTIFY_KEY") or _key_of_home())


def _key_of_home() -> str:
    path = environment.home() / "notify.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{randomness.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(Fernet.generate_key().decode())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
