"""What the name of goods on an invoice says of the product."""

import re

from youjian.bureau.sheets import wording

_DIESEL = re.compile(r"([-－负]?)\s*(\d{1,2})\s*(?:号|#|＃)")
_PETROL = re.compile(r"(92|95|98)")
_ETHANOL = re.compile(r"乙醇|E10|(92|95)E", re.IGNORECASE)


def product_named(goods: str) -> str | None:
    """The product that a name of goods says; None when it says none.

    >>> product_named("*汽油*92号车用汽油(ⅥB)"), product_named("*柴油*-10号车用柴油"), product_named("洗车")
    ('92', '-10D', None)
    """
    text = wording.narrow(goods)
    if "柴" in text:
        found = _DIESEL.search(text)
        if found is None:
            return "0D" if "车用柴油" in text else None
        grade = f"{'-' if found[1] else ''}{int(found[2])}D"
        return grade if grade in ("0D", "-10D", "-20D", "-35D") else None
    found = _PETROL.search(text)
    if found is None or "油" not in text:
        return None
    return found[1] + ("E" if _ETHANOL.search(text) and found[1] != "98" else "")
