"""The scored indicator table of 绩效评价. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

INDICATORS: tuple[Mapping[str, Any], ...] = (
    {
        "code": "coverage",
        "name": "安装验收覆盖率",
        "weight": 30.0,
        "target": 100.0,
        "unit": "%",
        "measured": True,
    },
    {"code": "on_time", "name": "按期验收率", "weight": 20.0, "target": 100.0, "unit": "%", "measured": True},
    {"code": "online", "name": "在线率", "weight": 20.0, "target": 99.0, "unit": "%", "measured": True},
    {
        "code": "alerts",
        "name": "预警按时办结率",
        "weight": 20.0,
        "target": 95.0,
        "unit": "%",
        "measured": True,
    },
    {
        "code": "satisfied",
        "name": "用户满意度",
        "weight": 10.0,
        "target": 90.0,
        "unit": "%",
        "measured": False,
    },
)
"""What an evaluation begins with; people edit it."""


def score(weight: float, target: float, value: float | None) -> float | None:
    """The points of an indicator: its weight by how far the target is reached, no more than all.

    >>> score(30, 100, 90), score(20, 95, 99), score(10, 90, None)
    (27.0, 20.0, None)
    """
    return None if value is None else round(weight * min(1.0, max(0.0, value) / target), 2)


def total(scores: Iterable[float | None]) -> float | None:
    """The sum of points; None while one is missing.

    >>> total([27.0, 20.5]), total([1.0, None])
    (47.5, None)
    """
    found = list(scores)
    return None if any(one is None for one in found) else round(sum(one or 0 for one in found), 2)


def grade(points: float, limits: Mapping[str, float]) -> str:
    """优 良 中 差.

    >>> [grade(p, {"grade_best": 90, "grade_good": 80, "grade_fair": 60}) for p in (90, 89.99, 60, 1)]
    ['优', '良', '中', '差']
    """
    steps = (("grade_best", "优"), ("grade_good", "良"), ("grade_fair", "中"))
    return next((name for code, name in steps if points >= limits[code]), "差")
