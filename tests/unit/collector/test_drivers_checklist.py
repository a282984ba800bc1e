"""The drivers' checklist is whole, names tests that exist, and stands in the document as it is."""

import ast
from pathlib import Path

import pytest

from youjian.collector.drivers import checklist, registry
from youjian.collector.drivers.checklist import ITEMS, Mark, Marks

ROOT = Path(__file__).parents[3]
DONE = [
    (driver, item, marks.of(item).done)
    for driver, marks in checklist.checklist().items()
    for item in ITEMS
    if marks.of(item).done
]


def drivers_of_the_registry() -> set[str]:
    kinds = [*registry.POLLED, *registry.LISTENING]
    return {str(kind.__struct_config__.tag) for kind in kinds}


@pytest.mark.parametrize(("driver", "item", "named"), DONE, ids=lambda value: str(value)[:40])
def test_a_mark_that_is_done_names_a_test_that_exists(driver, item, named):
    file, _, name = named.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert (name in names) if name else any(found.startswith("test_") for found in names)


def test_every_driver_of_the_registry_has_a_section():
    assert drivers_of_the_registry() <= set(checklist.checklist())


def test_the_document_shows_the_checklist_as_it_is():
    page = (ROOT / "docs" / "drivers.md").read_text(encoding="utf-8")
    assert page == checklist.rendered(page), "run: python -m youjian.collector.drivers.checklist docs"


def test_grades_rise_with_what_is_shown():
    done, left = Mark(done="tests/x.py::test_x"), Mark(open="why")

    def grade(*marks: Mark) -> str:
        return Marks(*marks, *[left] * (len(ITEMS) - len(marks))).grade

    assert [grade(), grade(done), grade(done, done, done), grade(*[done] * 5)] == [
        "none",
        "bronze",
        "silver",
        "gold",
    ]


def test_a_mark_is_done_or_open_and_never_both():
    for both in ({}, {"done": "a", "open": "b"}):
        with pytest.raises(ValueError, match="either done or open"):
            Mark(**both)
