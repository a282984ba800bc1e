"""The answers to commands in both languages, as one text: the office shows a person theirs."""

BETWEEN = " ‖ "
"""What stands between the Chinese and the English of an answer."""


def both(zh: str, en: str) -> str:
    """The same thing in Chinese and in English.

    >>> both("已校准", "set")
    '已校准 ‖ set'
    """
    return f"{zh}{BETWEEN}{en}"
