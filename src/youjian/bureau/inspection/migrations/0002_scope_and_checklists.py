"""Who sees a station sees its inspections; what was signed stays; a first checklist for each department.

The lines are proposals after what each department's own rules ask of a petrol station; the city confirms them.
"""

from django.db import migrations
from django.utils.timezone import now

_TABLES = ("inspection", "inspectionphoto", "signature", "inspectionnote")
SQL = """
CREATE FUNCTION bureau.inspection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept as it was signed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
""" + "\n".join(
    f"CALL ledger.protect('bureau.inspection_{name}');\n"
    f"CREATE TRIGGER inspection_{name}_stays BEFORE UPDATE OR DELETE ON bureau.inspection_{name}\n"
    "    FOR EACH ROW EXECUTE FUNCTION bureau.inspection_stays();"
    for name in _TABLES
)
SOURCE = "建议稿（2026-11），待部门确认"
LISTS = {
    "commerce": ("商务部门", "Commerce", [
        ("licence", "成品油零售经营批准证书在有效期内，悬挂在经营场所", "The retail licence is valid and shown", "成品油流通管理办法"),
        ("ledger", "进销存台账和进货凭证齐全", "Stock book and purchase papers are complete", "成品油流通管理办法"),
        ("source", "油品来源合法，能出示上游供货单据", "The fuel's source is shown by its papers", "成品油流通管理办法"),
        ("terminal", "数据采集终端在线，设备外观和接线完好", "The collector is on line, its wiring intact", "本市监管平台要求"),
        ("changes", "名称、法人、油罐、加油枪与登记一致", "Name, owner, tanks and nozzles are as registered", "成品油流通管理办法"),
    ]),
    "market": ("市场监管部门", "Market supervision", [
        ("verified", "加油枪均在检定有效期内，贴有合格标志", "Every nozzle is verified and marked", "计量法；JJG 443"),
        ("seals", "加油机各施封位置铅封完好，编号与台账一致", "Seals are intact and numbered as registered", "JJG 443"),
        ("display", "加油机显示、税控装置和自锁功能正常", "Display, tax unit and self-lock work", "JJG 443"),
        ("check_measure", "现场标准金属量器试测未见明显异常", "A trial with a standard measure shows nothing unusual", "JJG 443"),
        ("quality", "进货检验记录和油品质量报告齐全", "Incoming inspection and quality reports are there", "产品质量法"),
        ("price", "明码标价，机显单价与公示一致", "Prices are shown and as on the dispensers", "价格法"),
    ]),
    "tax": ("税务部门", "Tax", [
        ("tax_seal", "税控装置铅封完好，未见改动", "The tax unit's seal is intact", "税收征收管理法"),
        ("totalizer", "抄录各枪累计泵码，与申报比对", "Totalizers were read to be compared with returns", "税收征收管理法"),
        ("invoice", "按规定开具发票，进项发票齐全", "Invoices are issued and kept", "发票管理办法"),
        ("accounts", "无账外收款、体外循环的迹象", "No sign of takings beside the books", "税收征收管理法"),
    ]),
    "ecology": ("生态环境部门", "Ecology", [
        ("stage1", "卸油油气回收管路完好，卸油时正确连接", "Stage I hoses are intact and used", "GB 20952-2020"),
        ("stage2", "加油油气回收枪、集气罩、胶管完好", "Stage II nozzles, boots and hoses are intact", "GB 20952-2020"),
        ("monitor", "油气回收在线监控正常，数据与现场一致", "The on-line monitor works and agrees", "GB 20952-2020"),
        ("test_report", "年度检测报告在有效期内，结论合格", "The yearly test is valid and passed", "GB 20952-2020"),
        ("maintenance", "维护和故障记录齐全", "Maintenance and faults are on record", "GB 20952-2020"),
    ]),
    "emergency": ("应急管理部门", "Emergency management", [
        ("hazard_licence", "危险化学品经营许可证在有效期内", "The licence for hazardous chemicals is valid", "危险化学品安全管理条例"),
        ("gauge_alarm", "液位仪高液位报警有效", "The high-level alarm works", "GB 50156"),
        ("fire", "消防器材齐全有效，禁火标志清楚", "Extinguishers and signs are in order", "GB 50156"),
        ("unloading", "卸油作业有人监护，静电接地有效", "Unloading is watched and earthed", "GB 50156"),
        ("training", "人员持证上岗，有培训和演练记录", "People are trained, drills are on record", "安全生产法"),
    ]),
    "transport": ("交通运输部门", "Transport", [
        ("carrier", "送油车辆和承运企业有危险货物运输资质", "Tankers and carriers are licensed", "道路危险货物运输管理规定"),
        ("waybill", "电子运单与到站油品、数量、车牌一致", "Waybill, fuel, amount and plate agree", "危险货物道路运输安全管理办法"),
        ("lock", "罐车电子锁、卫星定位正常", "E-lock and positioning work", "危险货物道路运输安全管理办法"),
    ]),
    "police": ("公安部门", "Police", [
        ("loose", "散装汽油销售实名登记，台账齐全", "Loose petrol is sold by name and noted", "散装汽油管理规定"),
        ("cctv", "视频监控覆盖加油区、卸油区，保存期限符合要求", "Cameras cover the yard and are kept long enough", "反恐怖主义法"),
        ("guard", "值守和防范制度落实", "Guarding is organised", "企业事业单位内部治安保卫条例"),
    ]),
}


def seed(apps, schema_editor):
    checklist = apps.get_model("inspection", "Checklist").objects.using(schema_editor.connection.alias)
    for department, (zh, en, lines) in LISTS.items():
        items = [{"code": code, "zh": text, "en": english, "basis": basis} for code, text, english, basis in lines]
        checklist.create(
            department=department, zh=zh, en=en, version=1, items=items, source=SOURCE, made_at=now(), made_by_name="",
        )


class Migration(migrations.Migration):
    dependencies = [("inspection", "0001_records")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
