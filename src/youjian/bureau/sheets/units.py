"""Units that stand beside a number or in a header's brackets, and what one of them is in a column's unit."""

SCALES: dict[str, dict[str, str]] = {
    "L": {
        **dict.fromkeys(("l", "升", "公升", "立升", "ltr", "litre", "litres", "liter", "liters"), "1"),
        **dict.fromkeys(("kl", "千升", "m3", "m³", "立方米", "立方", "方"), "1000"),
        **dict.fromkeys(("ml", "毫升"), "0.001"),
    },
    "mm": {
        **dict.fromkeys(("mm", "毫米"), "1"),
        **dict.fromkeys(("cm", "厘米", "公分"), "10"),
        **dict.fromkeys(("m", "米"), "1000"),
    },
    "kg/m³": {
        **dict.fromkeys(("kg/m3", "kg/m³", "千克/立方米", "公斤/立方米"), "1"),
        **dict.fromkeys(("g/cm3", "g/cm³", "克/立方厘米", "g/ml", "克/毫升"), "1000"),
        **dict.fromkeys(("kg/l", "千克/升", "公斤/升", "t/m3", "t/m³", "吨/立方米"), "1000"),
    },
    "kg": {
        **dict.fromkeys(("kg", "千克", "公斤"), "1"),
        **dict.fromkeys(("t", "吨", "公吨"), "1000"),
        **dict.fromkeys(("万吨",), "10000000"),
    },
    "元": {
        **dict.fromkeys(("元", "yuan", "rmb", "人民币元"), "1"),
        **dict.fromkeys(("千元",), "1000"),
        **dict.fromkeys(("万元",), "10000"),
    },
    "℃": dict.fromkeys(("℃", "°c", "摄氏度", "度"), "1"),
    "%": {**dict.fromkeys(("%", "percent", "pct"), "1"), "‰": "0.1"},
    "°": dict.fromkeys(("°", "度", "deg", "°e", "°n"), "1"),
    "分/升": {
        **dict.fromkeys(("分/升", "分", "fen/l", "fen", "分/l"), "1"),
        **dict.fromkeys(("元/升", "元", "yuan/l", "yuan", "元/l", "rmb/l"), "100"),
    },
}
"""By a column's unit: how much of it one of the written unit is, as exact decimal digits."""
OTHERS = frozenset(
    (
        "吨",
        "t",
        "千克",
        "公斤",
        "kg",
        "克",
        "g",
        "加仑",
        "英寸",
        "寸",
        "桶",
        "元/吨",
        "万升",
        "万元",
        "℃",
        "mpa",
        "kpa",
        "pa",
    )
)
"""Units of which no column is; whoever writes them means something else."""
