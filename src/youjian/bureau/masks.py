"""How what tells of a person is shown to people who need not know it in full."""

from collections.abc import Callable

Mask = Callable[[str], str]


def mask_name(name: str) -> str:
    """The first character, the others hidden.

    >>> mask_name("王小明"), mask_name("")
    ('王**', '')
    """
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """The first three and the last two characters of a long number, nothing of a short one.

    >>> mask_phone("13800001234"), mask_phone("8512")
    ('138******34', '****')
    """
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 5)}{phone[-2:]}"


PHONES_OPENLY = ("registry.manage", "incident.manage", "portal.use")
"""Who sees contacts' numbers in full: who keeps the register, who calls in an emergency, the stations."""
