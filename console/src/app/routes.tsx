import {
  AccountBookOutlined, AlertOutlined, AuditOutlined, BankOutlined, BarChartOutlined, CloudOutlined, DashboardOutlined,
  EnvironmentOutlined, ExperimentOutlined, FileSearchOutlined, FlagOutlined, FundProjectionScreenOutlined, GoldOutlined, MonitorOutlined, PayCircleOutlined, SettingOutlined, ShareAltOutlined, ShopOutlined, ToolOutlined,
} from "@ant-design/icons";
import type { ComponentType, ReactNode } from "react";

import { tr } from "@/lang";

/** The groups of the navigation, in its order; a group without an open page is not there. */
export const GROUPS = {
  desk: { label: tr("工作台", "Desk"), icon: <DashboardOutlined /> },
  map: { label: tr("一张图", "Map"), icon: <EnvironmentOutlined /> },
  cockpit: { label: tr("驾驶舱", "Cockpit"), icon: <FundProjectionScreenOutlined /> },
  live: { label: tr("实时监测", "Live"), icon: <MonitorOutlined /> },
  stations: { label: tr("档案", "Register"), icon: <BankOutlined /> },
  alerts: { label: tr("预警", "Alerts"), icon: <AlertOutlined /> },
  supply: { label: tr("进销存", "Stock book"), icon: <AccountBookOutlined /> },
  tax: { label: tr("税务", "Tax"), icon: <PayCircleOutlined /> },
  metrology: { label: tr("计量", "Metrology"), icon: <GoldOutlined /> },
  vapour: { label: tr("油气回收", "Vapour"), icon: <CloudOutlined /> },
  quality: { label: tr("质量", "Quality"), icon: <ExperimentOutlined /> },
  enforcement: { label: tr("执法", "Enforcement"), icon: <FileSearchOutlined /> },
  rollout: { label: tr("推广建设", "Rollout"), icon: <FlagOutlined /> },
  sharing: { label: tr("共享", "Sharing"), icon: <ShareAltOutlined /> },
  reports: { label: tr("报表", "Reports"), icon: <BarChartOutlined /> },
  portal: { label: tr("企业端", "My station"), icon: <ShopOutlined /> },
  devices: { label: tr("运维", "Operations"), icon: <ToolOutlined /> },
  system: { label: tr("系统", "System"), icon: <SettingOutlined /> },
} as const;

export interface PageRoute {
  /** Names the page's help text (`help/NAME.tsx`) and its pictures. */
  name: string;
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** The person needs one of these; empty: everybody who is signed in. */
  permission: string | readonly string[];
  /** The module of the city's profile that it belongs to; empty: always on. */
  module: string;
  group: keyof typeof GROUPS;
  label: string;
  icon?: ReactNode;
  /** The letter after `g` that leads here. */
  letter?: string;
}

/** Every page, a line each: the router, the navigation, breadcrumbs and shortcuts are made from this list. */
export const ROUTES: readonly PageRoute[] = [
  { name: "workbench", path: "/workbench", load: () => import("@/pages/workbench/WorkbenchPage"), permission: ["alert.sign", "alert.assign", "downtime.approve", "rules.approve"], module: "alerts", group: "desk", label: tr("工作台", "Desk"), letter: "w" },
  { name: "duty", path: "/duty", load: () => import("@/pages/duty/DutyPage"), permission: ["alert.sign", "alert.assign", "duty.manage", "rules.approve", "downtime.approve"], module: "alerts", group: "desk", label: tr("值班", "Duty roster") },
  { name: "handovers", path: "/duty/handovers", load: () => import("@/pages/duty/HandoversPage"), permission: ["alert.sign", "alert.assign", "duty.manage", "rules.approve", "downtime.approve"], module: "alerts", group: "desk", label: tr("交接班记录", "Hand-over sheets") },
  { name: "handover", path: "/duty/handovers/:entryId", load: () => import("@/pages/duty/HandoverPage"), permission: ["alert.sign", "alert.assign", "duty.manage", "rules.approve", "downtime.approve"], module: "alerts", group: "desk", label: tr("交接班记录单", "Hand-over sheet") },
  { name: "map", path: "/map", load: () => import("@/pages/map/MapPage"), permission: "map.see", module: "map", group: "map", label: tr("一张图", "Map"), letter: "m" },
  { name: "live", path: "/live", load: () => import("@/pages/live/LivePage"), permission: "live.see", module: "live", group: "live", label: tr("实时监测", "Live"), letter: "l" },
  { name: "cockpit", path: "/cockpit", load: () => import("@/pages/cockpit/CockpitPage"), permission: "cockpit.see", module: "cockpit", group: "cockpit", label: tr("驾驶舱", "Cockpit"), letter: "k" },
  { name: "connectivity", path: "/connectivity", load: () => import("@/pages/connectivity/ConnectivityPage"), permission: "station.see", module: "stations", group: "live", label: tr("在线率", "Online rate") },
  { name: "stations", path: "/stations", load: () => import("@/pages/stations/StationsPage"), permission: "station.see", module: "stations", group: "stations", label: tr("加油站", "Stations"), letter: "s" },
  { name: "station", path: "/stations/:stationId", load: () => import("@/pages/station/StationPage"), permission: "station.see", module: "stations", group: "stations", label: tr("一站一档", "Station") },
  { name: "chart", path: "/stations/:stationId/tanks/:tankId/chart", load: () => import("@/pages/charts/ChartPage"), permission: "station.see", module: "stations", group: "stations", label: tr("罐容表", "Tank chart") },
  { name: "companies", path: "/companies", load: () => import("@/pages/company/CompaniesPage"), permission: "station.see", module: "stations", group: "stations", label: tr("经营企业", "Companies") },
  { name: "tanks", path: "/tanks", load: () => import("@/pages/register/TanksPage"), permission: "station.see", module: "stations", group: "stations", label: tr("油罐", "Tanks") },
  { name: "dispensers", path: "/dispensers", load: () => import("@/pages/register/DispensersPage"), permission: "station.see", module: "stations", group: "stations", label: tr("加油机", "Dispensers") },
  { name: "nozzles", path: "/nozzles", load: () => import("@/pages/register/NozzlesPage"), permission: "station.see", module: "stations", group: "stations", label: tr("加油枪", "Nozzles") },
  { name: "collectors", path: "/collectors", load: () => import("@/pages/collectors/CollectorsPage"), permission: "station.see", module: "stations", group: "stations", label: tr("采集终端", "Collectors") },
  { name: "collector", path: "/collectors/:collectorId", load: () => import("@/pages/collector/CollectorPage"), permission: "station.see", module: "stations", group: "stations", label: tr("采集终端", "Collector") },
  { name: "verifications", path: "/verifications", load: () => import("@/pages/register/VerificationsPage"), permission: "station.see", module: "stations", group: "stations", label: tr("检定", "Verifications") },
  { name: "seals", path: "/seals", load: () => import("@/pages/register/SealsPage"), permission: "station.see", module: "stations", group: "stations", label: tr("铅封", "Seals") },
  { name: "price-caps", path: "/price-caps", load: () => import("@/pages/prices/PriceCapsPage"), permission: "station.see", module: "stations", group: "stations", label: tr("最高零售价", "Price caps") },
  { name: "uploads", path: "/uploads", load: () => import("@/pages/uploads/UploadsPage"), permission: "registry.manage", module: "uploads", group: "stations", label: tr("批量导入", "Uploads"), letter: "u" },
  { name: "upload", path: "/uploads/:uploadId", load: () => import("@/pages/uploads/UploadPage"), permission: ["registry.manage", "supply.enter", "hotline.manage", "metrology.verify", "ecqs.exchange"], module: "", group: "stations", label: tr("上传的文件", "Uploaded file") },
  { name: "changes", path: "/changes", load: () => import("@/pages/register/ChangesPage"), permission: "station.see", module: "stations", group: "stations", label: tr("档案变更", "Register changes") },
  { name: "downtimes", path: "/downtimes", load: () => import("@/pages/downtime/DowntimesPage"), permission: "station.see", module: "downtime", group: "devices", label: tr("停机申报", "Downtime") },
  { name: "day-seals", path: "/day-seals", load: () => import("@/pages/sealing/DaySealsPage"), permission: "station.see", module: "stations", group: "devices", label: tr("日数据固化", "Day seals") },
  { name: "quarantine", path: "/quarantine", load: () => import("@/pages/quarantine/QuarantinePage"), permission: "quarantine.see", module: "journal", group: "devices", label: tr("待核数据", "Quarantine"), letter: "q" },
  { name: "alerts", path: "/alerts", load: () => import("@/pages/alerts/AlertsPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("预警", "Alerts"), letter: "a" },
  { name: "alert", path: "/alerts/:alertId", load: () => import("@/pages/alert/AlertPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("预警", "Alert") },
  { name: "alert-desk", path: "/alert-desk", load: () => import("@/pages/alerts/DeskPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("分派与时限", "Routing and deadlines") },
  { name: "rules", path: "/rules", load: () => import("@/pages/rules/RulesPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("规则目录", "Rules") },
  { name: "rule", path: "/rules/:code", load: () => import("@/pages/rules/RulePage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("规则", "Rule") },
  { name: "rule-changes", path: "/rule-changes", load: () => import("@/pages/rules/RuleChangesPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("规则调整", "Rule changes") },
  { name: "rule-change", path: "/rule-changes/:changeId", load: () => import("@/pages/rules/RuleChangePage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("规则调整", "Rule change") },
  { name: "switch-offs", path: "/switch-offs", load: () => import("@/pages/rules/SwitchOffsPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("规则停用", "Rules switched off") },
  { name: "papers", path: "/papers", load: () => import("@/pages/papers/PapersPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("进油单", "Delivery documents") },
  { name: "paper-trips", path: "/papers/trips", load: () => import("@/pages/papers/TripsPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("运单", "Waybills") },
  { name: "paper-invoices", path: "/papers/invoices", load: () => import("@/pages/papers/InvoicesPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("发票", "Invoices") },
  { name: "paper-declarations", path: "/papers/declarations", load: () => import("@/pages/papers/DeclarationsPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("纳税申报", "Declarations") },
  { name: "paper-imports", path: "/papers/imports", load: () => import("@/pages/papers/ImportsPage"), permission: "supply.enter", module: "supply", group: "supply", label: tr("单据导入", "Imports of papers") },
  { name: "stock", path: "/stock", load: () => import("@/pages/stock/StockPage"), permission: "stock.see", module: "supply", group: "supply", label: tr("进销存台账", "Stock book") },
  { name: "stock-closes", path: "/stock/closes", load: () => import("@/pages/stock/ClosesPage"), permission: "stock.see", module: "supply", group: "supply", label: tr("台账月结", "Month close") },
  { name: "loss-rates", path: "/stock/loss-rates", load: () => import("@/pages/stock/LossRatesPage"), permission: "stock.see", module: "supply", group: "supply", label: tr("损耗标准", "Losses allowed") },
  { name: "station-stock", path: "/stock/:stationId", load: () => import("@/pages/stock/StationStockPage"), permission: "stock.see", module: "supply", group: "supply", label: tr("加油站台账", "Station's book") },
  { name: "stock-day", path: "/stock/:stationId/:day", load: () => import("@/pages/stock/StockDayPage"), permission: "stock.see", module: "supply", group: "supply", label: tr("日台账", "Day of the book") },
  { name: "prices", path: "/prices", load: () => import("@/pages/prices/PricesPage"), permission: "station.see", module: "supply", group: "supply", label: tr("价格监测", "Prices") },
  { name: "tax", path: "/tax", load: () => import("@/pages/tax/TaxPage"), permission: "tax.see", module: "tax", group: "tax", label: tr("税务比对", "Comparison") },
  { name: "tax-ranking", path: "/tax/ranking", load: () => import("@/pages/tax/RankingPage"), permission: "tax.see", module: "tax", group: "tax", label: tr("风险排序", "Ranking") },
  { name: "taxpayer", path: "/tax/taxpayers/:taxpayer", load: () => import("@/pages/tax/TaxpayerPage"), permission: "tax.see", module: "tax", group: "tax", label: tr("纳税人", "Taxpayer") },
  { name: "tax-purchases", path: "/tax/purchases", load: () => import("@/pages/tax/PurchasesPage"), permission: "tax.see", module: "tax", group: "tax", label: tr("进销与变票", "Purchases and products") },
  { name: "tax-chips", path: "/tax/chips", load: () => import("@/pages/tax/ChipsPage"), permission: "tax.see", module: "tax", group: "tax", label: tr("税控功能", "Tax functions") },
  { name: "tax-hand-overs", path: "/tax/hand-overs", load: () => import("@/pages/tax/HandOversPage"), permission: "tax.see", module: "tax", group: "tax", label: tr("移交税务", "Hand-overs to tax") },
  { name: "matches", path: "/matches", load: () => import("@/pages/transport/MatchesPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("单据核对", "Papers to check") },
  { name: "match", path: "/matches/:matchId", load: () => import("@/pages/transport/MatchPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("单据核对", "Papers to check") },
  { name: "tanker-trips", path: "/trips", load: () => import("@/pages/transport/TripsPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("运输趟次", "Tanker trips") },
  { name: "tanker-trip", path: "/trips/:waybillNo", load: () => import("@/pages/transport/TripPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("运输趟次", "Tanker trip") },
  { name: "delivery-bias", path: "/delivery-bias", load: () => import("@/pages/transport/BiasPage"), permission: "supply.see", module: "supply", group: "supply", label: tr("承运与供应偏差", "Carriers and suppliers") },
  { name: "trace", path: "/trace", load: () => import("@/pages/trace/TracePage"), permission: "supply.see", module: "supply", group: "supply", label: tr("追溯", "Tracing") },
  { name: "metrology", path: "/metrology", load: () => import("@/pages/metrology/MetrologyPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("计量", "Metering") },
  { name: "metrology-plan", path: "/metrology/plan", load: () => import("@/pages/metrology/PlanPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("检定计划", "Verification plan") },
  { name: "metrology-results", path: "/metrology/results", load: () => import("@/pages/metrology/ResultsPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("检定记录", "Results") },
  { name: "metrology-events", path: "/metrology/events", load: () => import("@/pages/metrology/MeterEventsPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("加油机事件", "Events of dispensers") },
  { name: "metrology-imports", path: "/metrology/imports", load: () => import("@/pages/metrology/MetrologyImportsPage"), permission: "metrology.verify", module: "metrology", group: "metrology", label: tr("检定结果导入", "Imports of verifications") },
  { name: "metrology-result", path: "/metrology/results/:number", load: () => import("@/pages/metrology/ResultPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("检定证书", "Certificate") },
  { name: "metrology-seals", path: "/metrology/seals", load: () => import("@/pages/metrology/SealActsPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("铅封流转", "Custody of seals") },
  { name: "metrology-dispenser", path: "/metrology/dispensers/:stationId/:dispenserId", load: () => import("@/pages/metrology/DispenserPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("一机一档", "Dispenser's file") },
  { name: "metrology-acceptances", path: "/metrology/acceptances", load: () => import("@/pages/metrology/AcceptancesPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("加油机验收", "Acceptance") },
  { name: "metrology-measured", path: "/metrology/measured", load: () => import("@/pages/metrology/MeasuredPage"), permission: "lead.see", module: "metrology", group: "metrology", label: tr("示值正超差", "Short measure") },
  { name: "metrology-nozzle", path: "/metrology/measured/:stationId/:nozzleId", load: () => import("@/pages/metrology/MeasuredNozzlePage"), permission: "lead.see", module: "metrology", group: "metrology", label: tr("实测误差", "Measured error") },
  { name: "metrology-notices", path: "/metrology/notices", load: () => import("@/pages/metrology/NoticesPage"), permission: "lead.see", module: "metrology", group: "metrology", label: tr("计量处理通报", "Notices") },
  { name: "metrology-settings", path: "/metrology/settings", load: () => import("@/pages/metrology/SettingsPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("计量设置", "Settings") },
  { name: "vapour", path: "/vapour", load: () => import("@/pages/vapour/VapourPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("油气回收", "Vapour recovery") },
  { name: "vapour-days", path: "/vapour/days", load: () => import("@/pages/vapour/VapourDaysPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("油气日判定", "Days judged") },
  { name: "vapour-syncs", path: "/vapour/syncs", load: () => import("@/pages/vapour/VapourSyncsPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("加油与油气同步", "Fills beside fuellings") },
  { name: "vapour-faults", path: "/vapour/faults", load: () => import("@/pages/vapour/VapourFaultsPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("设备异常与数据可信", "Faults and trust") },
  { name: "vapour-tests", path: "/vapour/tests", load: () => import("@/pages/vapour/VapourTestsPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("油气回收检测", "Vapour tests") },
  { name: "vapour-orders", path: "/vapour/orders", load: () => import("@/pages/vapour/VapourOrdersPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("油枪停用通知", "Orders to stop nozzles") },
  { name: "vapour-uploads", path: "/vapour/uploads", load: () => import("@/pages/vapour/VapourUploadsPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("油气数据上传", "Uploads") },
  { name: "vapour-station", path: "/vapour/:stationId", load: () => import("@/pages/vapour/VapourStationPage"), permission: "vapour.see", module: "vapour", group: "vapour", label: tr("站点油气回收", "Station's vapour") },
  { name: "quality", path: "/quality", load: () => import("@/pages/quality/QualityPage"), permission: "quality.see", module: "quality", group: "quality", label: tr("油品抽检", "Fuel samples") },
  { name: "quality-plans", path: "/quality/plans", load: () => import("@/pages/quality/SamplingPlansPage"), permission: "quality.see", module: "quality", group: "quality", label: tr("抽样计划", "Sampling plans") },
  { name: "quality-limits", path: "/quality/limits", load: () => import("@/pages/quality/QualityLimitsPage"), permission: "quality.see", module: "quality", group: "quality", label: tr("质量限值", "Limits of quality") },
  { name: "inspection", path: "/inspection", load: () => import("@/pages/inspection/InspectionPage"), permission: "inspection.do", module: "enforcement", group: "enforcement", label: tr("现场检查", "Inspect on site") },
  { name: "inspections", path: "/inspections", load: () => import("@/pages/inspection/InspectionsPage"), permission: "inspection.see", module: "enforcement", group: "enforcement", label: tr("检查记录", "Inspections") },
  { name: "inspection-record", path: "/inspections/:inspectionId", load: () => import("@/pages/inspection/InspectionRecordPage"), permission: "inspection.see", module: "enforcement", group: "enforcement", label: tr("现场检查记录", "Record of an inspection") },
  { name: "cases", path: "/cases", load: () => import("@/pages/cases/CasesPage"), permission: "case.see", module: "enforcement", group: "enforcement", label: tr("案件", "Cases"), letter: "c" },
  { name: "case", path: "/cases/:caseId", load: () => import("@/pages/cases/CasePage"), permission: "case.see", module: "enforcement", group: "enforcement", label: tr("案件", "Case") },
  { name: "joint", path: "/joint", load: () => import("@/pages/joint/JointPage"), permission: "case.see", module: "enforcement", group: "enforcement", label: tr("联合执法", "Joint operations") },
  { name: "joint-operation", path: "/joint/:operationId", load: () => import("@/pages/joint/OperationPage"), permission: "case.see", module: "enforcement", group: "enforcement", label: tr("联合行动", "Operation") },
  { name: "incidents", path: "/incidents", load: () => import("@/pages/incidents/IncidentsPage"), permission: "incident.see", module: "enforcement", group: "enforcement", label: tr("突发事件", "Emergencies") },
  { name: "incident", path: "/incidents/:incidentId", load: () => import("@/pages/incidents/IncidentPage"), permission: "incident.see", module: "enforcement", group: "enforcement", label: tr("突发事件", "Emergency") },
  { name: "credit", path: "/credit", load: () => import("@/pages/credit/CreditPage"), permission: "credit.see", module: "enforcement", group: "enforcement", label: tr("风险和信用", "Risk, credit") },
  { name: "credit-station", path: "/credit/:stationId", load: () => import("@/pages/credit/CreditStationPage"), permission: "credit.see", module: "enforcement", group: "enforcement", label: tr("站点信用", "Credit of a station") },
  { name: "credit-own", path: "/credit/own", load: () => import("@/pages/credit/OwnCreditPage"), permission: "credit.appeal", module: "portal", group: "portal", label: tr("本站信用", "Own credit") },
  { name: "bulletins", path: "/bulletins", load: () => import("@/pages/bulletins/BulletinsPage"), permission: "bulletin.see", module: "sharing", group: "sharing", label: tr("通报和催办", "Bulletins") },
  { name: "leads", path: "/leads", load: () => import("@/pages/leads/LeadsPage"), permission: "lead.see", module: "enforcement", group: "enforcement", label: tr("线索", "Leads") },
  { name: "hotline", path: "/hotline", load: () => import("@/pages/hotline/HotlinePage"), permission: "hotline.see", module: "enforcement", group: "enforcement", label: tr("热线工单", "Work orders") },
  { name: "hotline-imports", path: "/hotline/imports", load: () => import("@/pages/hotline/HotlineImportsPage"), permission: "hotline.manage", module: "enforcement", group: "enforcement", label: tr("工单导入", "Imports of work orders") },
  { name: "ecqs", path: "/ecqs", load: () => import("@/pages/ecqs/EcqsPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("e-CQS台账", "e-CQS") },
  { name: "ecqs-differences", path: "/ecqs/differences", load: () => import("@/pages/ecqs/DifferencesPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("e-CQS差异", "Differences to e-CQS") },
  { name: "ecqs-rounds", path: "/ecqs/rounds", load: () => import("@/pages/ecqs/RoundsPage"), permission: "ecqs.exchange", module: "metrology", group: "metrology", label: tr("e-CQS交换记录", "Rounds of exchange") },
  { name: "ecqs-imports", path: "/ecqs/imports", load: () => import("@/pages/ecqs/EcqsImportsPage"), permission: "ecqs.exchange", module: "metrology", group: "metrology", label: tr("e-CQS台账导入", "Imports of e-CQS") },
  { name: "public-codes", path: "/public-codes", load: () => import("@/pages/publicity/PublicCodesPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("公示二维码", "Public codes") },
  { name: "public-code-sheet", path: "/public-codes/:stationId", load: () => import("@/pages/publicity/CodeSheetPage"), permission: "metrology.see", module: "metrology", group: "metrology", label: tr("本站公示二维码", "Codes of a station") },
  { name: "sharing", path: "/sharing", load: () => import("@/pages/sharing/SharingPage"), permission: "sharing.see", module: "sharing", group: "sharing", label: tr("共享协议", "Agreements") },
  { name: "exchange", path: "/exchange", load: () => import("@/pages/exchange/ExchangePage"), permission: "sharing.see", module: "sharing", group: "sharing", label: tr("平台对接", "Platforms") },
  { name: "sharing-records", path: "/sharing/records", load: () => import("@/pages/sharing/SharesPage"), permission: "sharing.see", module: "sharing", group: "sharing", label: tr("共享记录", "What was shared") },
  { name: "reports", path: "/reports", load: () => import("@/pages/reports/ReportsPage"), permission: "report.see", module: "reports", group: "reports", label: tr("报表", "Reports") },
  { name: "report-schedules", path: "/reports/kept", load: () => import("@/pages/reports/SchedulesPage"), permission: "report.see", module: "reports", group: "reports", label: tr("留存与定时报表", "Kept and scheduled") },
  { name: "report", path: "/reports/:reportId", load: () => import("@/pages/reports/KeptReportPage"), permission: "report.see", module: "reports", group: "reports", label: tr("留存报表", "Kept report") },
  { name: "portal", path: "/portal", load: () => import("@/pages/portal/PortalPage"), permission: "portal.use", module: "portal", group: "portal", label: tr("我的加油站", "My station") },
  { name: "journal", path: "/journal", load: () => import("@/pages/journal/JournalPage"), permission: "journal.see", module: "journal", group: "system", label: tr("操作日志", "Journal"), icon: <AuditOutlined />, letter: "j" },
  { name: "door-journal", path: "/door-journal", load: () => import("@/pages/journal/DoorJournalPage"), permission: "quarantine.see", module: "journal", group: "system", label: tr("接入日志", "Door journal"), letter: "d" },
  { name: "retention", path: "/retention", load: () => import("@/pages/retention/RetentionPage"), permission: ["retention.manage", "journal.see"], module: "journal", group: "system", label: tr("保存期限", "Retention") },
  { name: "people", path: "/people", load: () => import("@/pages/people/PeoplePage"), permission: "accounts.see", module: "", group: "system", label: tr("人员", "People"), letter: "p" },
  { name: "roles", path: "/roles", load: () => import("@/pages/people/RolesPage"), permission: "accounts.see", module: "", group: "system", label: tr("角色", "Roles") },
  { name: "departments", path: "/departments", load: () => import("@/pages/people/DepartmentsPage"), permission: "accounts.see", module: "", group: "system", label: tr("部门和岗位", "Departments") },
  { name: "delegations", path: "/delegations", load: () => import("@/pages/people/DelegationsPage"), permission: "accounts.see", module: "", group: "system", label: tr("代理（AB角）", "Delegations") },
  { name: "security", path: "/security", load: () => import("@/pages/security/SecurityPage"), permission: "security.see", module: "", group: "system", label: tr("安全", "Security") },
  { name: "calendar", path: "/calendar", load: () => import("@/pages/calendar/CalendarPage"), permission: "", module: "", group: "system", label: tr("工作日历", "Calendar") },
  { name: "notifications", path: "/notifications", load: () => import("@/pages/notifications/NotificationsPage"), permission: "", module: "", group: "desk", label: tr("我的通知", "My notices"), letter: "n" },
  { name: "notify", path: "/notify", load: () => import("@/pages/notify/NotifyPage"), permission: "notify.manage", module: "", group: "system", label: tr("通知管理", "Notification") },
  { name: "account", path: "/account", load: () => import("@/pages/people/AccountPage"), permission: "", module: "", group: "system", label: tr("我的账号", "My account") },
  { name: "tickets", path: "/tickets", load: () => import("@/pages/tickets/TicketsPage"), permission: "ticket.see", module: "", group: "devices", label: tr("运维工单", "Tickets") },
];

/** Pages of an object stand behind their list and not in the navigation. */
export const isObjectPage = (route: PageRoute): boolean => route.path.includes(":");

interface Person {
  permissions: readonly string[];
}

/** Whether a page is there for a person in a city with these modules; `null`: the city does not say. */
export function isOpen(route: PageRoute, person: Person, modules: readonly string[] | null): boolean {
  const needed = typeof route.permission === "string" ? [route.permission] : route.permission;
  const permitted = needed.every((one) => !one) || needed.some((one) => person.permissions.includes(one));
  return permitted && (!route.module || !modules || modules.includes(route.module));
}

/** The route that an address belongs to. */
export function routeAt(pathname: string, routes: readonly PageRoute[] = ROUTES): PageRoute | undefined {
  return routes.find(({ path }) => new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}/?$`).test(pathname));
}
