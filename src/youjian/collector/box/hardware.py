"""What this machine says it is: the numbers that change when the box or its system is another one."""

from pathlib import Path

_NUMBERS = {
    "machine id": ("etc/machine-id",),
    "board": (
        "sys/class/dmi/id/product_uuid",
        "sys/class/dmi/id/board_serial",
        "sys/firmware/devicetree/base/serial-number",
    ),
}
_NETWORK = "sys/class/net"
_NOTHING = frozenset({"", "none", "not specified", "default string", "to be filled by o.e.m.", "0"})
"""What makers leave where a serial number should be."""


def hardware(root: Path = Path("/")) -> dict[str, str]:
    """The machine's numbers by name; what cannot be read, or is a maker's filler, is absent."""
    found = {name: _first(root, paths) for name, paths in _NUMBERS.items()}
    found["network cards"] = " ".join(_cards(root / _NETWORK))
    return {name: number for name, number in found.items() if number}


def machine_boot(root: Path = Path("/")) -> str:
    """The kernel's number of this start of the machine; empty where there is none."""
    return _text(root / "proc/sys/kernel/random/boot_id")


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Numbers that were known and are others now; one that cannot be read any more is no change."""
    return {
        name: (before[name], after[name]) for name in before if after.get(name, before[name]) != before[name]
    }


def _first(root: Path, paths: tuple[str, ...]) -> str:
    return next((number for path in paths if (number := _text(root / path))), "")


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("ascii", "replace").strip("\0 \r\n\t")
    except OSError:
        return ""
    return "" if text.lower() in _NOTHING else text


def _cards(folder: Path) -> list[str]:
    """Addresses of built-in network cards; those on USB, as modems are, come and go."""
    try:
        cards = sorted(folder.iterdir())
    except OSError:
        return []
    own = [card for card in cards if (card / "device").exists() and not _on_usb(card)]
    return sorted({address for card in own if (address := _text(card / "address"))})


def _on_usb(card: Path) -> bool:
    return any(part.startswith("usb") for part in (card / "device").resolve().parts)
