"""Which processes `youjian up` starts."""

import argparse

import pytest

from youjian.commands import up


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    up.add_arguments(parser)
    return parser.parse_args(words)


def test_one_intake_has_its_ports_to_itself() -> None:
    intake, worker, serve = up.platform_children(parsed())
    assert intake.words == ["intake", "--host", "127.0.0.1", "--port", "8100", "--hj212-port", "8212"]
    assert (worker.name, serve.name) == ("worker", "serve")


def test_several_intakes_share_ports_and_have_a_name_and_a_port_of_their_own() -> None:
    words = ("--intakes", "3", "--intake-port", "8500", "--mqtt", "mqtt://broker")
    intakes = [child for child in up.platform_children(parsed(*words)) if child.words[0] == "intake"]
    assert [child.name for child in intakes] == ["intake-1", "intake-2", "intake-3"]
    for number, child in enumerate(intakes, 1):
        options = dict(zip(child.words[1:], child.words[2:], strict=False))
        assert "--reuse-port" in child.words
        assert options["--port"] == "8500"
        assert options["--own-port"] == str(8500 + number)
        assert (options["--name"], options["--mqtt"]) == (child.name, "mqtt://broker")


@pytest.mark.parametrize("count", ["0", "65"])
def test_a_number_of_intakes_that_makes_no_sense_is_refused(
    count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert up.run(parsed("--intakes", count)) == 2
    assert f"--intakes {count} is not 1 to 64" in capsys.readouterr().err
