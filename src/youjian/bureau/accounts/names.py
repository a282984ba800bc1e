"""Names by which people come in: usernames, mobile numbers, and passwords made for a first login."""

import re
import secrets

from youjian.bureau.language import pick
from youjian.bureau.problems import Problem
from youjian.bureau.sheets.wording import code, tidy

_MOBILE = re.compile(r"1[3-9]\d{9}")
_USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9._-]{1,31}")
_LETTERS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789")
_SIGNS = "-+=#%"
_PASSWORD_LENGTH = 14


def mobile_of(text: str) -> str | None:
    """The mobile number that a text is, in whatever way it was typed; None when it is none.

    >>> mobile_of("+86 138-0013-8000"), mobile_of("１３８００１３８０００"), mobile_of("zhiban")
    ('13800138000', '13800138000', None)
    """
    digits = re.sub(r"[-()（）]", "", code(text))
    digits = re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", digits)
    return digits if _MOBILE.fullmatch(digits) else None


def masked(mobile: str | None) -> str:
    """A mobile number as lists show it.

    >>> masked("13800138000"), masked(None)
    ('138****8000', '')
    """
    return f"{mobile[:3]}****{mobile[-4:]}" if mobile else ""


def wanted_mobile(text: str) -> str | None:
    """A mobile number for an account, None for none; raises Problem 422 for anything else."""
    if not code(text):
        return None
    mobile = mobile_of(text)
    if mobile is None:
        message = pick(
            f"手机号“{tidy(text)[:20]}”不正确，应为11位数字，如13800138000。",
            f"“{tidy(text)[:20]}” is no mobile number; it has 11 digits, such as 13800138000.",
        )
        raise Problem(422, "bad_mobile", message)
    return mobile


def is_username(text: str) -> bool:
    """Whether a text is built as an account's name.

    >>> is_username("zhiban"), is_username("13800138000"), is_username("Kiln-and-9-glazes")
    (True, False, False)
    """
    return _USERNAME.fullmatch(text) is not None


def wanted_username(text: str) -> str:
    """A name for an account; raises Problem 422 saying how one is built."""
    username = code(text)
    if not is_username(username):
        message = pick(
            f"账号“{username[:40]}”不正确：2至32位小写字母、数字或._-，至少含一个字母。",
            f"“{username[:40]}” is no account: 2 to 32 small letters, digits or ._-, a letter among them.",
        )
        raise Problem(422, "bad_username", message)
    return username


def wanted_name(text: str, zh: str, en: str, most: int) -> str:
    """A name for people, of at most so many signs; raises Problem 422 when empty or longer."""
    name = tidy(text)
    if not 0 < len(name) <= most:
        message = pick(f"请填写{zh}，最多{most}字。", f"Please give {en}, at most {most} signs.")
        raise Problem(422, "bad_name", message)
    return name


def new_password() -> str:
    """A password for a first login: every class of signs, none that are easily mistaken for another."""
    picked = [secrets.choice(letters) for letters in (*_LETTERS, _SIGNS)]
    picked += [secrets.choice("".join(_LETTERS)) for _ in range(_PASSWORD_LENGTH - len(picked))]
    secrets.SystemRandom().shuffle(picked)
    return "".join(picked)
