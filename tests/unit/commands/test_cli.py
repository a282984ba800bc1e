"""The command lists its jobs without loading them, and teaches when it is called without one."""

import subprocess
import sys

import pytest

from youjian import cli


def test_help_names_every_job(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    for job in cli.JOBS:
        assert f"\n    {job} " in printed or f"\n    {job}\n" in printed


def test_no_job_prints_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "youjian demo" in capsys.readouterr().out


def test_an_unknown_job_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["juggle"])
    assert ended.value.code == 2
    assert "juggle" in capsys.readouterr().err


@pytest.mark.parametrize("job", sorted(cli.JOBS))
def test_every_job_explains_itself(job: str) -> None:
    parser = cli.build_parser(job)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args([job, "--help"])
    assert ended.value.code == 0


def test_the_collector_loads_neither_django_nor_postgresql_nor_arrow() -> None:
    code = (
        "import sys; from youjian.cli import build_parser; build_parser('collect');"
        "import youjian.collector.run;"
        "print([m for m in ('django', 'psycopg', 'pyarrow', 'numpy', 'starlette') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
