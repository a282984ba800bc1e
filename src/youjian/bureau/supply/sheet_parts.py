"""Columns that several papers share, with the headers under which other systems' files carry them."""

from youjian.bureau.registry import choices
from youjian.bureau.registry.sheet_parts import MOMENT_NOTE, PRODUCT_ALIASES, STATION_ALIASES, STATION_NOTE
from youjian.bureau.sheets.fields import Choice, Field

REFERENCE = (
    Choice("ambient", "常温", "Ambient", ("实际温度", "实测", "视体积", "实际", "常温体积")),
    Choice("15", "15℃", "At 15 °C", ("15度", "15", "15°C")),
    Choice("20", "20℃", "At 20 °C", ("20度", "20", "标准", "标准体积", "标准温度", "20°C")),
)
UNITS = (
    Choice("L", "升", "Litres", ("L", "公升", "立升", "litre", "liter")),
    Choice("kL", "千升", "Thousand litres", ("立方米", "m3", "m³", "KL", "立方", "方")),
    Choice("t", "吨", "Tonnes", ("T", "公吨", "ton", "tonne")),
    Choice("kg", "千克", "Kilograms", ("KG", "公斤", "kilogram")),
)
DIRECTION = (
    Choice("purchase", "购进", "Purchase", ("进项", "采购", "进货", "购买方", "购方", "取得发票", "取得")),
    Choice("sale", "销售", "Sale", ("销项", "销货", "销售方", "销方", "开具发票", "开具")),
)


def station(
    *, key: bool = False, required: bool = False, name: str = "station_id", zh: str = "加油站"
) -> Field:
    """The column that says at which station."""
    return Field(
        name,
        zh,
        "Station",
        "station",
        key=key,
        required=required,
        note_zh=f"站名全称，或{STATION_NOTE[0]}",
        note_en=f"its full name, or {STATION_NOTE[1]}",
        example="3602030017",
        aliases=(
            *STATION_ALIASES,
            "加油站编号",
            "加油站名称",
            "油站",
            "站名",
            "站点名称",
            "收货单位",
            "收货方",
            "收货站",
        ),
    )


def product(*, key: bool = False, required: bool = True) -> Field:
    """The column of a product."""
    return Field(
        "product",
        "油品",
        "Product",
        "choice",
        key=key,
        required=required,
        choices=choices.PRODUCT,
        example="92号汽油",
        aliases=("品号", *PRODUCT_ALIASES[2:], "油品品号", "油品名称", "油品种类", "商品"),
    )


def litres(
    name: str,
    zh: str,
    en: str,
    aliases: tuple[str, ...],
    *,
    required: bool = False,
    note: tuple[str, str] = ("", ""),
) -> Field:
    """A column of litres; a header's 千升 or mL is turned into them."""
    return Field(
        name, zh, en, "number", unit="L", required=required, aliases=aliases, note_zh=note[0], note_en=note[1]
    )


def mass(aliases: tuple[str, ...], note: tuple[str, str]) -> Field:
    """A column of weight; a header's 吨 is turned into kilograms."""
    return Field(
        "mass_kg", "重量", "Mass", "number", unit="kg", aliases=aliases, note_zh=note[0], note_en=note[1]
    )


def money(name: str, zh: str, en: str, aliases: tuple[str, ...], note: tuple[str, str] = ("", "")) -> Field:
    """A column of yuan; a header's 万元 is turned into them."""
    return Field(name, zh, en, "number", unit="元", aliases=aliases, note_zh=note[0], note_en=note[1])


def density() -> Field:
    """The column of density."""
    return Field(
        "density20_kg_m3",
        "密度（20℃）",
        "Density at 20 °C",
        "number",
        unit="kg/m³",
        note_zh="标准密度；不填时用该罐登记的密度，再没有则用该品号的常用密度",
        note_en="empty: the tank's density of the register, else the usual one of the product",
        example="735",
        aliases=("密度", "标准密度", "ρ20", "油品密度", "密度20"),
    )


def celsius(name: str, zh: str, en: str, aliases: tuple[str, ...]) -> Field:
    """A column of a temperature."""
    return Field(name, zh, en, "number", unit="℃", example="18.5", aliases=aliases)


def moment(name: str, zh: str, en: str, aliases: tuple[str, ...], *, required: bool = False) -> Field:
    """A column of a time."""
    return Field(
        name,
        zh,
        en,
        "moment",
        required=required,
        note_zh=MOMENT_NOTE[0],
        note_en=MOMENT_NOTE[1],
        example="2026-11-18 09:30",
        aliases=aliases,
    )


def code(
    name: str,
    zh: str,
    en: str,
    aliases: tuple[str, ...],
    example: str = "",
    *,
    key: bool = False,
    required: bool = False,
) -> Field:
    """A column of a paper's number."""
    return Field(name, zh, en, "code", example=example, aliases=aliases, key=key, required=required)


def taxpayer(
    name: str, zh: str, en: str, aliases: tuple[str, ...], *, key: bool = False, required: bool = False
) -> Field:
    """A column of a taxpayer's number."""
    return Field(
        name,
        zh,
        en,
        "uscc",
        note_zh="18位统一社会信用代码，按文本填写，含校验位",
        note_en="credit code of 18 characters, as text; its check character is tested",
        example="91350100M000100Y43",
        aliases=aliases,
        key=key,
        required=required,
    )
