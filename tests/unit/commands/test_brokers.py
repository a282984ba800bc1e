"""Where intake is told of brokers: the command line, the environment, and `youjian up`."""

import argparse

import pytest

from youjian.commands import intake, up
from youjian.intake.settings import Settings, from_environment


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    intake.add_arguments(parser)
    return parser.parse_args(words)


def test_the_environment_names_brokers_and_the_command_line_goes_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YOUJIAN_MQTT_URL", "mqtt://127.0.0.1:1883")
    assert parsed().mqtt == "mqtt://127.0.0.1:1883"
    assert parsed("--mqtt", "mqtts://b:8883").mqtt == "mqtts://b:8883"
    monkeypatch.delenv("YOUJIAN_MQTT_URL")
    assert parsed().mqtt == ""


def test_several_brokers_stand_with_commas_between_them() -> None:
    assert Settings(mqtt_url="mqtt://a:1, mqtts://b").brokers == ["mqtt://a:1", "mqtts://b"]
    assert Settings().brokers == []


@pytest.mark.parametrize("url", ["http://a", "a:1883", "mqtt://", "mqtt://a,ftp://b"])
def test_an_address_that_is_no_brokers_is_refused_by_name(url: str) -> None:
    with pytest.raises(ValueError, match="is no broker: write mqtt://"):
        from_environment({}, mqtt_url=url)


def test_the_hj212_door_may_listen_elsewhere_than_the_station_api(monkeypatch: pytest.MonkeyPatch) -> None:
    assert intake.settings_of(parsed("--host", "::1")).hj212_host == "::1"
    monkeypatch.setenv("YOUJIAN_INTAKE_HJ212_HOST", "0.0.0.0,::")
    settings = intake.settings_of(parsed("--host", "127.0.0.1"))
    assert (settings.host, settings.hj212_host) == ("127.0.0.1", "0.0.0.0,::")


def test_up_hands_the_broker_to_intake() -> None:
    parser = argparse.ArgumentParser()
    up.add_arguments(parser)
    children = up.platform_children(parser.parse_args(["--mqtt", "mqtt://127.0.0.1:1883"]))
    assert list(children[0].words[-2:]) == ["--mqtt", "mqtt://127.0.0.1:1883"]
    assert "--mqtt" not in up.platform_children(parser.parse_args([]))[0].words
