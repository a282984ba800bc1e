"""The words of risk and credit."""

from youjian.bureau.sheets.fields import Choice

INPUTS = (
    Choice("alert_red", "红色预警", "Red alerts"),
    Choice("alert_orange", "橙色预警", "Orange alerts"),
    Choice("alert_yellow", "黄色预警", "Yellow alerts"),
    Choice("alert_blue", "蓝色预警", "Blue alerts"),
    Choice("verification_overdue", "检定过期油枪", "Nozzles whose verification lapsed"),
    Choice("seal_broken", "铅封破损", "Broken seals"),
    Choice("online_low", "在线率低于要求（百分点）", "Online rate below the demand (points)"),
    Choice("rectification_overdue", "责令改正逾期", "Rectifications overdue"),
    Choice("decision_warning", "警告、通报批评（生效）", "Warnings in effect"),
    Choice("decision_fine", "罚款（生效）", "Fines in effect"),
    Choice("decision_confiscation", "没收（生效）", "Confiscations in effect"),
    Choice("decision_suspension", "责令停产停业（生效）", "Suspensions in effect"),
    Choice("decision_revocation", "吊销许可（生效）", "Revocations in effect"),
)
CLASSES = (
    Choice("A", "A 低风险", "A low"),
    Choice("B", "B 较低风险", "B moderate"),
    Choice("C", "C 较高风险", "C raised"),
    Choice("D", "D 高风险", "D high"),
)
OFFICIAL = (
    Choice("A", "A（信用风险低）", "A (low)"),
    Choice("B", "B（信用风险一般）", "B (ordinary)"),
    Choice("C", "C（信用风险较高）", "C (raised)"),
    Choice("D", "D（信用风险高）", "D (high)"),
)
KINDS = (
    Choice("warning", "警告、通报批评", "Warning"),
    Choice("fine", "罚款", "Fine"),
    Choice("confiscation", "没收（所得、财物）", "Confiscation"),
    Choice("suspension", "责令停产停业、限制经营", "Suspension"),
    Choice("revocation", "降低资质、吊销许可", "Revocation"),
    Choice("other", "其他决定（不计分）", "Other (counts no points)"),
)
STANDINGS = (
    Choice("pending", "未生效", "Not yet in effect"),
    Choice("effective", "生效", "In effect"),
    Choice("repaired", "已修复", "Repaired"),
    Choice("annulled", "已撤销", "Annulled"),
)
REQUESTS = (Choice("objection", "异议", "Objection"), Choice("repair", "信用修复", "Repair of credit"))
STATES = (
    Choice("open", "待审批", "Waits"),
    Choice("granted", "同意", "Granted"),
    Choice("rejected", "不同意", "Rejected"),
)
DRAWS = (
    Choice("sealed", "名单已封存", "List sealed"),
    Choice("drawn", "已抽取", "Drawn"),
)
