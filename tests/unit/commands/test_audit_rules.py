"""A rule set for an audit is read without the office."""

import subprocess
import sys


def test_an_audit_reads_a_city_s_rules_without_django_set_up() -> None:
    code = "import youjian.commands.audit_rules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
