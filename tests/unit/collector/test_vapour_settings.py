"""Vapour monitors and contacts in a station's file: templates hold, contradictions are named."""

from pathlib import Path

import pytest

from youjian.collector.config import ConfigError, load
from youjian.collector.settings.templates import templates

HEAD = 'station_id = "3602030017"\nplatform = ["https://intake.example"]\n[[device]]\nname = "v"\n'
HJ212 = 'driver = "hj212"\nurl = "tcp-listen://0.0.0.0:9212"\nmn = "M1"\n'
SOAP = 'driver = "vapour-soap"\nurl = "http-listen://0.0.0.0:8080/upload"\nuser_id = "3602030017"\n'
OURS = [name for name, template in templates().items() if template.driver in ("hj212", "vapour-soap")]


def loaded(folder: Path, device: str):
    path = folder / "station.toml"
    path.write_text(HEAD + device)
    return load(path).device[0]


@pytest.mark.parametrize("name", OURS)
def test_every_template_of_a_vapour_family_makes_a_device(tmp_path: Path, name: str) -> None:
    template = templates()[name]
    device = loaded(tmp_path, f'template = "{name}"\n' + (HJ212 if template.driver == "hj212" else SOAP))
    assert device.role == "vapour"
    assert all(getattr(device, key) == value for key, value in template.defaults.items())
    assert template.source


@pytest.mark.parametrize(
    ("device", "said"),
    [
        (HJ212 + 'family = "beijing"\n', 'its driver is "vapour-soap"'),
        (HJ212 + 'sm4_key = "short"\n', "sm4_key: must be 16 characters or 32 hex digits"),
        (SOAP + 'sm4_key = "0123456789abcdef"\nsm4_iv = "1"\n', "sm4_iv: must be 16 characters"),
        (HJ212.replace("tcp-listen", "tcp"), "must begin with tcp-listen://"),
        (SOAP.replace("http-listen", "http"), "must begin with http-listen://"),
        (
            HJ212 + "nozzles = [{number = 1, nozzle_id = 1}, {number = 1, nozzle_id = 2}]\n",
            "is used twice",
        ),
        (HJ212 + "retries = 0\n", r"retries"),
        (HJ212 + 'pressure_unit = "bar"\n', "pressure_unit"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, device: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        loaded(tmp_path, device)
