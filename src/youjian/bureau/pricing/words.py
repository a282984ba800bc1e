"""The words of prices."""

from youjian.bureau.sheets.fields import Choice, named

ODD = (
    Choice("above_cap", "高于最高零售价", "Above the cap"),
    Choice("far_below", "连续远低于全市中位价", "Far below the city's median"),
    Choice("odd_hours", "夜间调价", "Changed at night"),
    Choice("many_changes", "一日多次变价", "Changed often in a day"),
)


def odd_name(kind: str) -> str:
    """The name of a kind of anomaly."""
    return named(ODD, kind)
