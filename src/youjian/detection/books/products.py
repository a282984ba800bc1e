"""Products as books know them: what may be bought under one name and sold under another."""

PETROL, DIESEL = "petrol", "diesel"
_DIESEL_FAMILY = "D"
_NAMES = {
    "92": ("92号汽油", "petrol 92"),
    "95": ("95号汽油", "petrol 95"),
    "98": ("98号汽油", "petrol 98"),
    _DIESEL_FAMILY: ("柴油", "diesel"),
}


def family(product: str) -> str:
    """Products that one tank holds one after the other: diesel of any season, petrol with ethanol or without.

    >>> family("92E"), family("-10D"), family("0D")
    ('92', 'D', 'D')
    """
    return _DIESEL_FAMILY if product.endswith("D") else product.removesuffix("E")


def tax_class(product: str) -> str:
    """Petrol or diesel: the first nine digits of the tax classification.

    >>> tax_class("98"), tax_class("-20D")
    ('petrol', 'diesel')
    """
    return DIESEL if family(product) == _DIESEL_FAMILY else PETROL


def class_of_family(name: str) -> str:
    """Petrol or diesel, of a family."""
    return DIESEL if name == _DIESEL_FAMILY else PETROL


def blendable(wanted: str, families: set[str]) -> bool:
    """Whether a petrol may be blended at the pump from others that a station holds, one below and one above.

    >>> blendable("95", {"92", "98"}), blendable("98", {"92", "95"})
    (True, False)
    """
    held = families - {_DIESEL_FAMILY}
    return wanted != _DIESEL_FAMILY and min(held, default=wanted) < wanted < max(held, default=wanted)


def product_named(product: str) -> tuple[str, str]:
    """A product on screens, in Chinese and in English.

    >>> product_named("-10D"), product_named("92E")
    (('-10号柴油', 'diesel -10'), ('E92号汽油', 'petrol E92'))
    """
    if product.endswith("D"):
        return f"{product[:-1]}号柴油", f"diesel {product[:-1]}"
    grade = f"E{product[:-1]}" if product.endswith("E") else product
    return f"{grade}号汽油", f"petrol {grade}"


def named(name: str) -> tuple[str, str]:
    """A family on screens, in Chinese and in English."""
    return _NAMES[name]
