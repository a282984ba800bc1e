"""Two rows of the ledgers held against each other. Pure."""

import unicodedata
from collections.abc import Mapping

from youjian.bureau.ecqs.words import CODES

Fields = Mapping[str, str]


def same(ours: str, theirs: str) -> bool:
    """Whether two values mean the same: width, case and blanks do not count.

    >>> same("ＤＪ－１ a", "DJ-1 A"), same("恒山", "正星")
    (True, False)
    """
    return _plain(ours) == _plain(theirs)


def _plain(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


def differences(ours: Fields, theirs: Fields) -> dict[str, tuple[str, str]]:
    """Fields in which both say something else; what either leaves empty is no difference.

    >>> differences({"maker": "恒山", "model": "A"}, {"maker": "正星", "model": "", "range": "5-50"})
    {'maker': ('恒山', '正星')}
    """
    return {
        code: (ours[code], theirs[code])
        for code in CODES
        if ours.get(code) and theirs.get(code) and not same(ours[code], theirs[code])
    }


def completed(ours: Fields, theirs: Fields) -> dict[str, str]:
    """What they say of fields that we leave empty.

    >>> completed({"maker": "恒山", "origin": ""}, {"maker": "正星", "origin": "江苏"})
    {'origin': '江苏'}
    """
    return {code: theirs[code] for code in CODES if theirs.get(code) and not ours.get(code)}
