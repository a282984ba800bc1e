"""Every parameter that a city may set has a Chinese and an English name."""

from tests.integration import bureau_office as _office  # sets the office up
from youjian.bureau.rules.parameter_words import NAMES, OF_RULE, unit_of, words_of
from youjian.detection.limits import settable
from youjian.detection.registry import all_rules

__all__ = ["_office"]
PARAMETERS = [(rule.code, name) for rule in all_rules() for name in settable(rule.parameters)]


def test_no_parameter_is_without_a_name() -> None:
    assert [one for one in PARAMETERS if words_of(*one) is None] == []


def test_names_are_chinese_and_english() -> None:
    for rule, name in PARAMETERS:
        zh, en = words_of(rule, name) or ("", "")
        assert any("一" <= letter <= "鿿" for letter in zh), name
        assert en.isascii(), name


def test_no_name_is_left_over() -> None:
    assert NAMES.keys() <= {name for _, name in PARAMETERS}
    assert OF_RULE.keys() <= set(PARAMETERS)


def test_parameters_of_one_rule_are_told_apart() -> None:
    for rule in all_rules():
        titles = [words_of(rule.code, name) for name in settable(rule.parameters)]
        assert len(set(titles)) == len(titles), rule.code


def test_units_stand_in_the_names() -> None:
    assert [unit_of(n) for n in ("wait_s", "settle_min", "max_l_min", "most_percent", "rather")] == [
        "秒", "分钟", "升/分钟", "%", "",
    ]  # fmt: skip
