"""What a verb says against a row of a file, in both languages."""

from collections.abc import Callable

from youjian.bureau.language import HEADER, pick, speaking
from youjian.bureau.problems import Problem
from youjian.bureau.registry.drafts import Fault


def faults_of(check: Callable[[], object]) -> list[Fault]:
    """The refusal of a check as the fault of a whole row; empty when it refuses nothing."""
    zh = _said(check, "zh")
    return [(None, zh, _said(check, "en"))] if zh else []


def _said(check: Callable[[], object], language: str) -> str:
    with speaking({HEADER: language}, {}):
        try:
            check()
        except Problem as problem:
            return problem.message
        except ValueError as error:
            told = str(error).splitlines()[0]
            return pick(f"内容不符合要求：{told}", f"Not as required: {told}")
    return ""
