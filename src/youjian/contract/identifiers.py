"""Check characters of the identifiers that carry one."""

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, power, 31) for power in range(17))


def uscc_check_character(first_17: str) -> str:
    """The 18th character that GB 32100 asks of a 统一社会信用代码 (ISO 7064 style, weights 3^i mod 31).

    >>> uscc_check_character("91350100M000100Y4")
    '3'
    """
    if len(first_17) != 17:
        raise ValueError(f"a credit code has 17 characters before its check character, got {len(first_17)}")
    try:
        total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(first_17, _USCC_WEIGHTS, strict=True))
    except ValueError:
        raise ValueError(f"{first_17!r} holds a character outside 0-9 and A-Y without I, O, S, V") from None
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_problem(uscc: str) -> str | None:
    """What is wrong with a credit code, or None.

    >>> uscc_problem("91350100M000100Y43") is None
    True
    >>> uscc_problem("91110000100003962T")
    "check character of '91110000100003962T' should be 'Y'"
    """
    if len(uscc) != 18:
        return f"{uscc!r} has {len(uscc)} characters, a credit code has 18"
    try:
        expected = uscc_check_character(uscc[:17])
    except ValueError as error:
        return str(error)
    return None if uscc[17] == expected else f"check character of {uscc!r} should be {expected!r}"
