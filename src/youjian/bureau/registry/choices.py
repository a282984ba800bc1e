"""The closed lists of the register with their names, and the ways in which people write them."""

from youjian.bureau.sheets.fields import Choice

OWNERSHIP = (
    Choice(
        "sinopec",
        "中国石化",
        "Sinopec",
        ("中石化", "石化", "中国石油化工", "中国石化集团", "中国石油化工集团有限公司"),
    ),
    Choice(
        "petrochina",
        "中国石油",
        "PetroChina",
        ("中石油", "石油", "CNPC", "中国石油天然气", "中国石油集团", "中国石油天然气集团有限公司"),
    ),
    Choice("sinochem", "中国中化", "Sinochem", ("中化", "中化石油", "中国中化集团", "中化集团")),
    Choice("cnooc", "中国海油", "CNOOC", ("中海油", "海油", "中国海洋石油", "中国海洋石油集团有限公司")),
    Choice(
        "other_state",
        "其他国有",
        "Other state-owned",
        ("国有", "国企", "地方国有", "其它国有", "延长", "国营"),
    ),
    Choice("private", "民营", "Private", ("私营", "民企", "社会", "社会站", "民营企业", "个体", "个人")),
    Choice(
        "foreign", "外资", "Foreign", ("合资", "中外合资", "外商", "壳牌", "道达尔", "外资企业", "港澳台")
    ),
)
CONTROL = (
    Choice("wholly_state", "国有独资", "Wholly state-owned", ("国有全资", "全资国有", "独资")),
    Choice("state_holding", "国有控股", "State holding", ("国有绝对控股", "国有相对控股", "控股")),
    Choice("none", "非国有", "Not state-owned", ("非国有控股", "民营控股", "无", "非公有")),
)
OPERATING_MODE = (
    Choice("owned", "自营", "Owned", ("自有", "自有自营", "直营", "全资")),
    Choice("leased", "租赁", "Leased", ("租赁经营", "承租", "租赁站", "出租")),
    Choice("franchised", "特许", "Franchised", ("特许经营", "加盟", "特许加盟", "加盟站")),
)
STATION_STATUS = (
    Choice("operating", "营业", "Operating", ("在营", "正常", "正常营业", "营业中", "在业", "运营")),
    Choice("suspended", "暂停营业", "Suspended", ("停业", "歇业", "暂停", "暂时歇业", "改造", "停业整顿")),
    Choice("closed", "已关停", "Closed", ("关停", "关闭", "注销", "已注销", "拆除", "已关闭", "已拆除")),
)
PRODUCT = (
    Choice("92", "92号汽油", "Petrol 92", ("92#", "92号", "92#汽油", "92汽油", "92号车用汽油")),
    Choice("95", "95号汽油", "Petrol 95", ("95#", "95号", "95#汽油", "95汽油", "95号车用汽油")),
    Choice("98", "98号汽油", "Petrol 98", ("98#", "98号", "98#汽油", "98汽油", "98号车用汽油")),
    Choice(
        "92E",
        "92号乙醇汽油",
        "Petrol 92 E10",
        ("E92", "E92#", "92#乙醇", "92号E10", "E10 92", "92E10", "92#E10"),
    ),
    Choice(
        "95E",
        "95号乙醇汽油",
        "Petrol 95 E10",
        ("E95", "E95#", "95#乙醇", "95号E10", "E10 95", "95E10", "95#E10"),
    ),
    Choice(
        "0D", "0号柴油", "Diesel 0", ("0#", "0号", "0#柴油", "0柴", "柴油", "0#车用柴油", "0号车用柴油", "0")
    ),
    Choice(
        "-10D", "-10号柴油", "Diesel -10", ("-10#", "-10号", "-10#柴油", "负10号柴油", "-10号车用柴油", "-10")
    ),
    Choice(
        "-20D", "-20号柴油", "Diesel -20", ("-20#", "-20号", "-20#柴油", "负20号柴油", "-20号车用柴油", "-20")
    ),
    Choice(
        "-35D", "-35号柴油", "Diesel -35", ("-35#", "-35号", "-35#柴油", "负35号柴油", "-35号车用柴油", "-35")
    ),
)
VERIFICATION_RESULT = (
    Choice("pass", "合格", "Pass", ("检定合格", "通过", "符合")),
    Choice("fail", "不合格", "Fail", ("检定不合格", "未通过", "不符合")),
)
SEAL_POSITION = (
    Choice(
        "meter_adjuster", "流量计调节器", "Meter adjuster", ("调节器", "计量调节", "流量测量变换器", "流量计")
    ),
    Choice("encoder", "编码器", "Encoder", ("脉冲发生器", "传感器")),
    Choice("mainboard", "计控主板", "Main board", ("主板", "计控板", "加密主板")),
    Choice("display", "显示屏", "Display", ("指示装置", "显示器")),
    Choice("cover", "机壳", "Cover", ("机箱", "外壳", "机门")),
)
SEAL_REMOVAL = (
    Choice("verification", "检定拆封", "Verification", ("检定", "周期检定", "强检")),
    Choice("authorised_repair", "批准维修", "Authorised repair", ("维修", "修理", "批准修理")),
    Choice("found_broken", "发现破损", "Found broken", ("破损", "断裂", "损坏", "丢失")),
)
REGION_LEVEL = (
    Choice("province", "省", "Province", ("自治区", "直辖市", "省级")),
    Choice("city", "市", "City", ("地级市", "市级", "设区市")),
    Choice("county", "县区", "County", ("县", "区", "县级市", "县（市、区）", "市辖区", "县级")),
    Choice("district", "功能区", "District", ("开发区", "高新区", "经开区", "新区", "管委会")),
    Choice("town", "乡镇街道", "Town", ("乡", "镇", "街道", "乡镇")),
)
