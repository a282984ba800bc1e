"""统一社会信用代码 of GB 32100: every published and made-up number is judged as its note says."""

import json
from pathlib import Path

import pytest

from youjian.contract.identifiers import uscc_check_character, uscc_problem

CASES = json.loads((Path(__file__).parent / "vectors" / "uscc.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["uscc"])
def test_a_credit_code_is_accepted_exactly_when_the_standard_accepts_it(case):
    assert (uscc_problem(case["uscc"]) is None) == case["valid"]


@pytest.mark.parametrize("case", [c for c in CASES if "expected_check" in c], ids=lambda case: case["uscc"])
def test_a_wrong_check_character_is_answered_with_the_right_one(case):
    assert uscc_check_character(case["uscc"][:17]) == case["expected_check"]
    assert repr(case["expected_check"]) in (uscc_problem(case["uscc"]) or "")
