"""Texts with placeholders: checked when they are saved, filled once and never run. No I/O.

A placeholder is a name in braces. What is filled in is not looked at again, so that a station called
`{link}` stays that; what would be mark-up where a text goes is made harmless by that text's `Escape`.
"""

import re
from collections.abc import Callable, Mapping

Escape = Callable[[str], str]
FORMS = ("inapp", "mail", "robot", "card", "sms")
STEPS = ("alert", "digest", "notice")
ALERT = (
    "what", "colour", "shape", "station", "station_id", "region", "device", "sentence", "measured",
    "deadline", "departments", "level", "number", "person", "link",
)  # fmt: skip
PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "alert": ALERT,
    "digest": ("count", "gravest", "lines", "person", "link"),
    "notice": ("subject", "text", "person", "link"),
}
_NEEDED = ("colour", "shape", "station", "device", "sentence", "measured", "deadline", "link")
_NEEDED_SHORT = ("colour", "station", "measured")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_MARKUP = str.maketrans("<>[]*`#~|\\", "＜＞［］＊｀＃～｜＼")
MOST = 4000


def problems(form: str, step: str, subject: str, text: str) -> list[tuple[str, str]]:
    """What is wrong with a text, in Chinese and English; empty when it can be used."""
    whole = subject + "\n" + text
    found = [
        (f"没有名为“{{{name}}}”的占位符", f"there is no placeholder {{{name}}}")
        for name in _PLACEHOLDER.findall(whole)
        if name not in PLACEHOLDERS[step]
    ]
    if "{" in _PLACEHOLDER.sub("", whole) or "}" in _PLACEHOLDER.sub("", whole):
        found.append(("花括号不成对", "braces that do not pair"))
    if "违法" in whole:
        found.append(("通知只说疑点和数据不符，不能写“违法”", "a notice speaks of doubts, never of offences"))
    if not text.strip() or len(text) > MOST or len(subject) > 200:
        found.append(
            (f"正文应有1至{MOST}字，标题不超过200字", f"1 to {MOST} characters, a subject up to 200")
        )
    found.extend(_missing(form, step, whole))
    return found


def _missing(form: str, step: str, whole: str) -> list[tuple[str, str]]:
    needed = () if step != "alert" else _NEEDED_SHORT if form == "sms" else _NEEDED
    return [
        (f"预警通知须写明“{{{name}}}”", f"a notice of an alert has to say {{{name}}}")
        for name in needed
        if "{" + name + "}" not in whole and (form, name) != ("inapp", "link")
    ]


def fill(text: str, values: Mapping[str, str], escape: Escape) -> str:
    """A text with its placeholders filled, in one pass.

    >>> fill("{station}：{sentence}", {"station": "{link}", "sentence": "差12升"}, plain)
    '{link}：差12升'
    """
    return _PLACEHOLDER.sub(lambda found: escape(values.get(found[1], "")), text)


def plain(value: str) -> str:
    """A value where only text stands: no control characters, no marks that turn the direction of writing.

    >>> plain("三龙\\r\\nBcc: x")
    '三龙 Bcc: x'
    """
    return _CONTROL.sub("", value.replace("\r\n", " ").replace("\r", " ")).strip()


def one_line(value: str) -> str:
    """A value within a subject: no line ends at all.

    >>> one_line("a\\nb\\rc")
    'a b c'
    """
    return " ".join(plain(value).split())


def markdown(value: str) -> str:
    """A value within a robot's markdown: signs that would be mark-up or call somebody are made wide.

    >>> markdown("<@all> [x](http://y)")
    '＜@all＞ ［x］(http://y)'
    """
    return plain(value).translate(_MARKUP)
