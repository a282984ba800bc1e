"""How long a short message is: one part of 70 characters, or several of 67. No I/O."""

ONE, MANY = 70, 67


def length(text: str) -> int:
    """Characters as the network counts them (UTF-16 units): a sign beyond the basic plane counts two.

    >>> length("红色◆"), length("😀")
    (3, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def segments(text: str) -> int:
    """How many parts a text is sent and charged in.

    >>> segments("一" * 70), segments("一" * 71), segments("一" * 134), segments("一" * 135)
    (1, 2, 2, 3)
    """
    n = length(text)
    return 1 if n <= ONE else -(-n // MANY)


def fitted(text: str, most: int) -> str:
    """A text cut so that it takes at most so many parts; what was cut is shown by `…`.

    >>> segments(fitted("一" * 500, 2)), fitted("一" * 500, 2)[-1]
    (2, '…')
    """
    room = ONE if most == 1 else MANY * most
    if length(text) <= room:
        return text
    kept = text
    while length(kept) > room - 1:
        kept = kept[:-1]
    return kept + "…"
