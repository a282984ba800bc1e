"""The two cities that are shown: regions after the real ones, stations that there are not.

Codes of counties are GB/T 2260 as remembered; a city loads its official list when it is installed.
"""

from typing import Any

from scripts.city_making.geometry import County, Layout
from scripts.city_making.register import CityPlan

_GROUPS = (
    ("sinopec", "中石化示范"),
    ("petrochina", "中石油示范"),
    ("sinochem", "中化示范"),
    ("private", "民营"),
    ("private", "民营"),
)
_ZONE = "功能区代码按统计用区划代码录入，待安装时以官方清单核对"
_OWN = "该功能区无国标代码，代码由平台暂编，待安装时以官方清单核对"

JINGDEZHEN = CityPlan(
    code="3602",
    short_name="景德镇",
    layout=Layout(
        centre=(117.20, 29.28),
        straight_within=0.10,
        counties=(
            County("360203", "珠山区", 10, 0.0, 0.10, 0, 360),
            County("360202", "昌江区", 9, 0.10, 0.40, 125, 250),
            County("360281", "乐平市", 11, 0.10, 0.52, 250, 362),
            County("360222", "浮梁县", 10, 0.10, 0.55, 2, 125),
        ),
    ),
    seed=20260101,
    places=(
        "瓷都 昌南 新平 兴田 鹅湖 瑶里 湘湖 洪源 寿安 三龙 臧湾 峙滩 蛟潭 勒功 西湖 经公桥 庄湾 黄坛 "
        "王港 吕蒙  鲇鱼山 丽阳 荷塘 竟成 里村 乐港 涌山 众埠 接渡 洪岩 礼林 后港 塔前 双田 临港 高家 "
        "名口 浯口 镇桥 鸬鹚 "
    ),
    owners=_GROUPS,
    caps_fen={"92": 770, "95": 823, "98": 923, "0D": 735},
    first_serial={"360203": 8},  # the protocols' published examples speak of 3602030017
)
ZHENGZHOU = CityPlan(
    code="4101",
    short_name="郑州",
    layout=Layout(
        centre=(113.62, 34.75),
        straight_within=0.11,
        counties=(
            County("410105", "金水区", 4, 0.0, 0.11, 0, 120),
            County("410102", "中原区", 3, 0.0, 0.11, 120, 220),
            County("410103", "二七区", 3, 0.0, 0.11, 220, 300),
            County("410104", "管城回族区", 3, 0.0, 0.11, 300, 360),
            County("410108", "惠济区", 3, 0.11, 0.22, 50, 130),
            County("410172", "高新技术产业开发区", 2, 0.11, 0.22, 130, 190, "district", _ZONE),
            County("410171", "经济技术开发区", 2, 0.11, 0.22, 310, 350, "district", _ZONE),
            County("410174", "郑东新区", 3, 0.11, 0.22, -10, 50, "district", _OWN),
            County("410182", "荥阳市", 4, 0.22, 0.40, 130, 190),
            County("410106", "上街区", 2, 0.40, 0.50, 130, 152),
            County("410181", "巩义市", 3, 0.40, 0.80, 152, 190),
            County("410183", "新密市", 4, 0.11, 0.42, 190, 260),
            County("410185", "登封市", 3, 0.42, 0.78, 190, 228),
            County("410184", "新郑市", 4, 0.11, 0.52, 260, 310),
            County("410173", "航空港经济综合实验区", 2, 0.22, 0.50, 310, 345, "district", _ZONE),
            County("410122", "中牟县", 3, 0.22, 0.52, -15, 50),
        ),
    ),
    seed=20260410,
    places=(
        "丰庆 未来 花园 东明 桐柏 秦岭 棉纺 嵩山 侯寨 马寨 十八里河 紫荆 南曹 古荥 花园口 大河 科学 "
        "梧桐 航海 潮河 如意湖  龙子湖 博学 广武 王村 贾峪 豫龙 峡窝 中心路 回郭 竹林 芝田 超化 曲梁 "
        "来集 白寨 少林 大冶 卢店 龙湖 薛店 辛店  观音寺 八岗 三官庙 官渡 雁鸣湖 白沙 "
    ),
    owners=(*_GROUPS, ("sinopec", "中石化示范"), ("petrochina", "中石油示范"), ("private", "民营")),
    caps_fen={"92": 762, "95": 813, "98": 915, "0D": 726},
    first_serial={},
)
# fmt: off
CHANGED: dict[str, dict[str, dict[str, Any]]] = {
    "jingdezhen": {
        "3602030008": {"until": "2024-07-01", "operating_mode": "leased", "control": "state_holding"},
        "3602020003": {"until": "2025-03-01", "operating_mode": "leased"},
        "3602810004": {
            "until": "2023-11-15", "ownership": "sinopec", "controlling_group": "中石化示范",
            "operating_mode": "franchised",
        },
        "3602220006": {"until": "2025-09-01", "operating_mode": "franchised", "control": "none"},
    },
    "zhengzhou": {
        "4101050001": {"until": "2024-05-01", "operating_mode": "leased", "control": "state_holding"},
        "4101820002": {"until": "2025-06-01", "operating_mode": "owned", "control": "wholly_state"},
        "4101840001": {"until": "2023-08-20", "operating_mode": "franchised", "control": "none"},
    },
}
# fmt: on
"""Stations of which something else applied until a day: the changes that the shown cities had."""
