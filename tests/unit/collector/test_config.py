"""A station's file: what is wrong with it is said with the file and the key."""

from pathlib import Path

import pytest

from youjian.collector.config import ConfigError, load
from youjian.collector.settings.taxport import TaxPort
from youjian.collector.settings.tls350 import TankGauge

GOOD = """
station_id = "3602030017"
platform = ["https://intake.example"]
[[device]]
driver = "taxport"
name = "d1"
url = "serial:///dev/ttyS1?baud=9600&parity=E"
nozzles = [{ nozzle_id = 1, address = 1 }]
[[device]]
driver = "tls350"
name = "gauge"
url = "tcp://127.0.0.1:10001"
volume_unit = "L"
height_unit = "mm"
temperature_unit = "C"
tanks = [{ number = 1, tank_id = 1 }]
[[device]]
driver = "hj212"
name = "vapour"
url = "tcp-listen://127.0.0.1:9212"
mn = "M1"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "station.toml"
    path.write_text(text)
    return path


def test_a_good_file_says_all_and_its_home_lies_beside_it(tmp_path: Path) -> None:
    config = load(written(tmp_path, GOOD))
    assert [type(device).__name__ for device in config.device] == ["TaxPort", "TankGauge", "VapourMonitor"]
    assert isinstance(config.device[0], TaxPort)
    assert isinstance(config.device[1], TankGauge)
    assert config.folder == tmp_path / "station-3602030017"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('volume_unit = "L"\n', "", r"missing required field `volume_unit` - at `\$.device"),
        (
            'height_unit = "mm"',
            'height_unit = "km"',
            r"Invalid enum value 'km' - at `\$.device\[1\].height_unit`; ",
        ),
        ("3602030017", "36020300", r"\$.station_id"),
        (
            'mn = "M1"',
            'mn = "M1"\npasword = "x"',
            r"unknown field `pasword` - at .*; did you mean \"password\"\? \(device \"v",
        ),
        (
            'driver = "hj212"',
            'driver = "hj211"',
            r"'hj211' - at `\$.device\[2\].driver`; did you mean \"hj212\"\?",
        ),
        ("tcp://127.0.0.1:10001", "tcp://127.0.0.1", r"\$.device\[1\].url: .* must name host and port"),
        ("tcp-listen://", "tcp://", r"\$.device\[2\].url: .* must begin with tcp-listen://"),
        ("https://intake", "ftp://intake", r"\$.platform\[0\]: .* must begin with http:// or https://"),
        ("address = 1 }]", "address = 1 }, { nozzle_id = 1, address = 2 }]", "nozzle_id 1 is used twice"),
        ('name = "gauge"', 'name = "d1"', "name d1 is used twice"),
        ("[[device]]", "[[device]", "is not TOML"),
        ("parity=E", "parity=X", r"\$.device\[0\].url: .*: parity 'X' is none of N, E, O"),
        ("parity=E", "parety=E", r"\$.device\[0\].url: .*: 'parety' is none of baud, bits, parity, stopbits"),
        ("baud=9600", "baud=9.6k", r"\$.device\[0\].url: .*: baud '9.6k' is no number"),
        ("tcp://127.0.0.1:10001", "serial:///dev/ttyS1", r"\$.device: url: /dev/ttyS1 is used twice"),
        (
            'mn = "M1"',
            'mn = "M1"\noutbox_mib = 64',
            r'"outbox_mib" is a key of the whole file: it belongs above its first section',
        ),
    ],
)
def test_a_bad_file_is_refused_with_the_key_that_is_wrong(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=said) as error:
        load(written(tmp_path, GOOD.replace(old, new, 1) if old != "[[device]]" else GOOD.replace(old, new)))
    assert "station.toml" in str(error.value)


def test_a_file_of_another_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").replace('"gauge"', '"液位仪"').encode())
    assert load(path).device[1].name == "液位仪"


def test_a_file_in_another_encoding_is_told_to_be_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_bytes(GOOD.replace('"gauge"', '"液位仪"').encode("gbk"))
    with pytest.raises(ConfigError, match=r"station\.toml: line 11 is not UTF-8 .*: save the file as UTF-8"):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        load(tmp_path / "nowhere.toml")
