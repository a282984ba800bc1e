"""Which rule sets an audit judges by: the platform's own, or a city's."""

from pathlib import Path

from msgspec import Struct

from youjian.bureau.registry.profile import rule_set_of
from youjian.bureau.registry.profile_checks import bad_rules
from youjian.bureau.registry.profile_lines import read_toml
from youjian.bureau.registry.profile_sections import RulesSection
from youjian.commands.demo_profile import PROFILES
from youjian.detection.rule_sets import Schedule

_FILE = "profile.toml"


class _RulesFile(Struct, frozen=True):
    """A file of which only `[rules]` is looked at: a profile.toml, or one that holds nothing else."""

    rules: RulesSection | None = None


def schedule_of(given: str) -> Schedule:
    """The rule sets of a file with `[rules]`, of a profile's folder, or of a profile that comes along.

    Raises ValueError naming file, line and mistake, FileNotFoundError when there is nothing of that name.
    """
    path = _path(given)
    rules = read_toml(path, _RulesFile).rules
    if rules is None:
        raise ValueError(f"{path} has no [rules]: it sets nothing otherwise")
    bad = list(bad_rules(rules, path.name, path.read_text(encoding="utf-8")))
    if bad:
        raise ValueError("\n".join(bad))
    name = path.resolve().parent.name if path.name == _FILE else path.stem
    return Schedule.stored([rule_set_of(name, rules)], _raised)


def _raised(_version: str, error: ValueError) -> None:
    raise error


def _path(given: str) -> Path:
    path = Path(given)
    candidates = [path, path / _FILE, PROFILES / given / _FILE]
    found = next((one for one in candidates if one.is_file()), None)
    if found is None:
        known = ", ".join(sorted(one.parent.name for one in PROFILES.glob(f"*/{_FILE}")))
        raise FileNotFoundError(
            f"--rules {given}: no file, no folder with a {_FILE}, and no profile of {known}"
        )
    return found
