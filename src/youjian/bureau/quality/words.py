"""The words of fuel quality."""

from youjian.bureau.language import pick
from youjian.bureau.sheets.fields import Choice

STATES = (
    Choice("failed", "不合格", "Failed"),
    Choice("retest", "复检中", "Retest"),
    Choice("taken", "已抽样", "Taken"),
    Choice("sent", "已送检", "At the laboratory"),
    Choice("passed", "合格", "Passed"),
    Choice("closed", "已办结", "Closed"),
)
METHODS = (
    Choice("random", "随机抽取", "By lot"),
    Choice("risk", "按风险", "By risk"),
    Choice("named", "指定", "By name"),
)
STEPS = (
    Choice("handed", "移交", "Handed on"),
    Choice("received", "接收", "Received"),
    Choice("opened", "启封", "Opened"),
    Choice("retest_asked", "申请复检", "Retest asked for"),
    Choice("notified", "告知企业", "Station told"),
    Choice("corrected", "整改", "Put right"),
    Choice("closed", "办结", "Closed"),
)
SEASONS = (
    Choice("", "全年", "All year"),
    Choice("summer", "5月至10月", "May to October"),
    Choice("winter", "11月至4月", "November to April"),
)
RESULTS = (Choice("fail", "不合格", "Failed"), Choice("pass", "合格", "Passed"))
WHYS = {
    "lot": ("随机抽中", "drawn by lot"),
    "named": ("指定", "named"),
    "failed_before": ("上次抽检不合格", "failed before"),
    "never": ("从未抽检", "never sampled"),
    "papers": ("购销单据品种疑点", "papers of another product"),
    "no_papers": ("来源不明的进油", "fuel without papers"),
    "density": ("进油密度异常", "odd density of deliveries"),
}
"""Why a station's product was chosen."""
PROPERTIES: dict[str, tuple[str, str, str]] = {
    "ron": ("研究法辛烷值", "RON", ""),
    "sulphur": ("硫含量", "Sulphur", "mg/kg"),
    "vapour_pressure": ("蒸气压", "Vapour pressure", "kPa"),
    "t50": ("50%蒸发（回收）温度", "T50", "℃"),
    "t90": ("90%蒸发（回收）温度", "T90", "℃"),
    "t95": ("95%回收温度", "T95", "℃"),
    "final_point": ("终馏点", "Final boiling point", "℃"),
    "gum": ("溶剂洗胶质", "Washed gum", "mg/100mL"),
    "benzene": ("苯", "Benzene", "%"),
    "aromatics": ("芳烃", "Aromatics", "%"),
    "olefins": ("烯烃", "Olefins", "%"),
    "oxygen": ("氧含量", "Oxygen", "%"),
    "methanol": ("甲醇", "Methanol", "%"),
    "manganese": ("锰含量", "Manganese", "g/L"),
    "density20": ("密度（20℃）", "Density at 20 °C", "kg/m³"),
    "flash": ("闭口闪点", "Flash point", "℃"),
    "filter_plug": ("冷滤点", "Cold filter plugging point", "℃"),
    "cetane": ("十六烷值", "Cetane number", ""),
    "polyaromatics": ("多环芳烃", "Polycyclic aromatics", "%"),
    "viscosity": ("运动黏度（20℃）", "Viscosity at 20 °C", "mm²/s"),
}
"""Properties by code: Chinese, English, unit."""


def property_name(code: str) -> str:
    """A property in the request's language, without its unit."""
    zh, en, _ = PROPERTIES[code]
    return pick(zh, en)


def why_name(code: str) -> str:
    """Why a station was chosen."""
    return pick(*WHYS[code])
