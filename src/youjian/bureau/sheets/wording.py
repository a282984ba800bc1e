"""Text as people type it, brought to one form: widths, spaces, line breaks."""

import re

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\x00\u200e\u200f"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
_SPACES = re.compile(r"\s+")
_HAN = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}])\n|\n(?=[{_HAN}])")
_CONTROLS = dict.fromkeys((*range(1, 9), 11, 12, *range(14, 32), 127))
_WORDS = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()},
    **_INVISIBLE,
    **_CONTROLS,
}
_NARROW = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **_INVISIBLE,
    **_CONTROLS,
    0x3000: " ",
    0xA0: " ",
    ord("﹣"): "-",
    ord("﹪"): "%",
    ord("﹟"): "#",
}


def tidy(text: str) -> str:
    """Words for people: wide letters, digits and spaces made narrow, breaks and runs of spaces mended.

    Chinese punctuation stays: （东门） is how a name is written.

    >>> tidy("珠山　ＡＢＣ１２３（东门）\\n加油站 ")
    '珠山 ABC123（东门）加油站'
    """
    text = text.translate(_WORDS)
    text = re.sub(r"[ \t\u00a0\u3000]*[\r\n]+[ \t\u00a0\u3000]*", "\n", text.strip())
    return _SPACES.sub(" ", _BESIDE_HAN.sub("", text)).strip()


def code(text: str) -> str:
    """A number or name of a device or paper: everything narrow, no spaces, one kind of dash.

    >>> code(" ３６０２０３００１７\u00a0"), code("检２０２６—００１")
    ('3602030017', '检2026-001')
    """
    return _SPACES.sub("", narrow(text).translate(_DASHES))


def narrow(text: str) -> str:
    """Every letter, digit and sign of full width made narrow, invisible characters left out.

    >>> narrow("３＃罐\u200b　（东）")
    '3#罐 (东)'
    """
    return text if text.isascii() and text.isprintable() else text.translate(_NARROW)


def folded(text: str) -> str:
    """For comparing words: narrow, small letters, without any space.

    >>> folded("Ｅ-CQS　已接入") == folded("e-cqs已接入")
    True
    """
    return _SPACES.sub("", narrow(text)).casefold()
