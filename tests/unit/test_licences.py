"""What the check of licences accepts, and what it names."""

import importlib.util
import json
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "licences", Path(__file__).parents[2] / "scripts" / "licences.py"
)
assert _SPEC
assert _SPEC.loader
licences = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(licences)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("MIT", ""),
        ("Apache-2.0 OR BSD-2-Clause", ""),
        ("LGPL-3.0-only", ""),
        ("AGPL-3.0-or-later", "is forbidden"),
        ("GNU Affero General Public License v3", "is forbidden"),
        ("MIT / GPL-2.0-only", "is forbidden"),
        ("SSPL-1.0", "is forbidden"),
        ("", "is not on the list"),
        ("Proprietary", "is not on the list"),
    ],
)
def test_a_licence_is_on_the_list_or_named(said: str, why: str) -> None:
    assert licences.fault(said) == why


def test_a_package_of_the_lock_file_is_read_with_its_licence(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    packages = {"": {}, "node_modules/a": {"license": "MIT"}, "node_modules/a/node_modules/@x/b": {}}
    lock.write_text(json.dumps({"packages": packages}))
    assert list(licences.console_licences(lock)) == [("a", "MIT"), ("@x/b", "")]
