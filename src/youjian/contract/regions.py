"""Codes of regions (GB/T 2260)."""


def significant(region_code: str) -> str:
    """The digits of a GB/T 2260 code that name a region: those of its parent begin it.

    >>> [significant(code) for code in ("360203", "360200", "360000", "36", "360203001000")]
    ['360203', '3602', '36', '36', '360203001']
    """
    for length in (0, 2, 4, 6, 9):
        if not region_code[length:].strip("0"):
            return region_code[:length]
    return region_code
