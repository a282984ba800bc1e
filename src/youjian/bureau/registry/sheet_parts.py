"""Columns that several tables of the register share."""

from youjian.bureau.registry import choices
from youjian.bureau.sheets.fields import Field

STATION_ALIASES = (
    "站点编号",
    "站点编码",
    "加油站编码",
    "加油站代码",
    "油站编号",
    "油站编码",
    "站编号",
    "站号",
    "编号",
    "Station no",
    "Station number",
)
STATION_NOTE = "10位数字：县区代码6位＋站点顺序号4位", "10 digits: county code (6) and serial number (4)"
USCC_ALIASES = (
    "信用代码",
    "社会信用代码",
    "税号",
    "纳税人识别号",
    "统一信用代码",
    "营业执照号",
    "USCC",
    "Credit code",
)
USCC_NOTE = (
    "营业执照上的18位代码，请按文本填写，含校验位",
    "18 characters as on the business licence, kept as text; its check character is tested",
)
PRODUCT_ALIASES = ("油品", "品号", "油号", "品种", "牌号", "Grade", "Fuel")
MOMENT_NOTE = "可只填日期，按当日0时（北京时间）计", "a date alone means 00:00 in Beijing"
CONTACT = (
    Field(
        "address", "地址", "Address", "text", aliases=("详细地址", "站址", "经营地址", "住所"), shown=False
    ),
    Field("contact_name", "联系人", "Contact", "text", aliases=("负责人", "站长", "站经理"), shown=False),
    Field(
        "contact_phone",
        "联系电话",
        "Phone",
        "code",
        example="13800000000",
        aliases=("电话", "手机", "手机号", "联系方式", "站长电话"),
        shown=False,
    ),
)
SERIAL_ALIASES = ("序列号", "机身号", "出厂号", "Serial no")
RETIRED = Field(
    "retired_on",
    "停用日期",
    "Out of use on",
    "date",
    note_zh="仍在使用的不填",
    note_en="empty while in use",
    aliases=("拆除日期", "报废日期", "退役日期"),
    shown=False,
)


def station() -> Field:
    """The column that says whose row it is."""
    zh, en = STATION_NOTE
    return Field(
        "station_id",
        "加油站编号",
        "Station id",
        "station",
        key=True,
        required=True,
        note_zh=zh,
        note_en=en,
        example="3602030017",
        aliases=STATION_ALIASES,
    )


def uscc(*, key: bool = False) -> Field:
    """The column of a credit code."""
    zh, en = USCC_NOTE
    return Field(
        "uscc",
        "统一社会信用代码",
        "Credit code (USCC)",
        "uscc",
        key=key,
        required=True,
        note_zh=zh,
        note_en=en,
        example="91350100M000100Y43",
        aliases=USCC_ALIASES,
    )


def number(name: str, zh: str, en: str, *, key: bool = False, aliases: tuple[str, ...] = ()) -> Field:
    """The column of a device's number within its station."""
    return Field(
        name,
        zh,
        en,
        "integer",
        key=key,
        required=True,
        note_zh="站内编号，整数",
        note_en="whole number, unique within the station",
        example="1",
        aliases=aliases,
    )


def product() -> Field:
    """The column of a product."""
    return Field(
        "product",
        "油品",
        "Product",
        "choice",
        required=True,
        choices=choices.PRODUCT,
        example="92号汽油",
        aliases=("品号", *PRODUCT_ALIASES[2:], "油品品号", "油品名称", "商品"),
    )


OWNERSHIP = Field(
    "ownership",
    "企业性质",
    "Ownership",
    "choice",
    required=True,
    choices=choices.OWNERSHIP,
    example="民营",
    aliases=("所有制", "性质", "企业类型", "所属企业", "经营主体性质"),
)
GROUP = Field(
    "controlling_group",
    "控制集团",
    "Controlling group",
    "text",
    example="中国石化销售股份有限公司",
    aliases=("所属集团", "集团", "品牌", "上级公司", "控股集团", "Group"),
)
CONTROL = Field(
    "control",
    "控股性质",
    "State control",
    "choice",
    choices=choices.CONTROL,
    aliases=("国有控股情况", "控股情况", "股权性质"),
)
MODE = Field(
    "operating_mode",
    "经营方式",
    "Operating mode",
    "choice",
    choices=choices.OPERATING_MODE,
    example="自营",
    aliases=("经营模式", "运营方式", "经营形式"),
)
