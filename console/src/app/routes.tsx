import {
  AlertOutlined, AuditOutlined, BankOutlined, DashboardOutlined, EnvironmentOutlined, SettingOutlined, ToolOutlined,
} from "@ant-design/icons";
import type { ComponentType, ReactNode } from "react";

import { tr } from "@/lang";

/** The groups of the navigation, in its order; a group without an open page is not there. */
export const GROUPS = {
  desk: { label: tr("工作台", "Desk"), icon: <DashboardOutlined /> },
  map: { label: tr("一张图", "Map"), icon: <EnvironmentOutlined /> },
  stations: { label: tr("档案", "Register"), icon: <BankOutlined /> },
  alerts: { label: tr("预警", "Alerts"), icon: <AlertOutlined /> },
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
  { name: "map", path: "/map", load: () => import("@/pages/map/MapPage"), permission: "map.see", module: "map", group: "map", label: tr("一张图", "Map"), letter: "m" },
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
  { name: "upload", path: "/uploads/:uploadId", load: () => import("@/pages/uploads/UploadPage"), permission: "registry.manage", module: "uploads", group: "stations", label: tr("上传的文件", "Uploaded file") },
  { name: "changes", path: "/changes", load: () => import("@/pages/register/ChangesPage"), permission: "station.see", module: "stations", group: "stations", label: tr("档案变更", "Register changes") },
  { name: "downtimes", path: "/downtimes", load: () => import("@/pages/downtime/DowntimesPage"), permission: "station.see", module: "downtime", group: "devices", label: tr("停机申报", "Downtime") },
  { name: "alerts", path: "/alerts", load: () => import("@/pages/alerts/AlertsPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("预警", "Alerts"), letter: "a" },
  { name: "alert", path: "/alerts/:alertId", load: () => import("@/pages/alert/AlertPage"), permission: "alert.see", module: "alerts", group: "alerts", label: tr("预警", "Alert") },
  { name: "journal", path: "/journal", load: () => import("@/pages/journal/JournalPage"), permission: "journal.see", module: "journal", group: "system", label: tr("操作日志", "Journal"), icon: <AuditOutlined />, letter: "j" },
  { name: "door-journal", path: "/door-journal", load: () => import("@/pages/journal/DoorJournalPage"), permission: "quarantine.see", module: "journal", group: "system", label: tr("接入日志", "Door journal"), letter: "d" },
  { name: "people", path: "/people", load: () => import("@/pages/people/PeoplePage"), permission: "accounts.see", module: "", group: "system", label: tr("人员", "People"), letter: "p" },
  { name: "roles", path: "/roles", load: () => import("@/pages/people/RolesPage"), permission: "accounts.see", module: "", group: "system", label: tr("角色", "Roles") },
  { name: "departments", path: "/departments", load: () => import("@/pages/people/DepartmentsPage"), permission: "accounts.see", module: "", group: "system", label: tr("部门和岗位", "Departments") },
  { name: "delegations", path: "/delegations", load: () => import("@/pages/people/DelegationsPage"), permission: "accounts.see", module: "", group: "system", label: tr("代理（AB角）", "Delegations") },
  { name: "calendar", path: "/calendar", load: () => import("@/pages/calendar/CalendarPage"), permission: "", module: "", group: "system", label: tr("工作日历", "Calendar") },
  { name: "account", path: "/account", load: () => import("@/pages/people/AccountPage"), permission: "", module: "", group: "system", label: tr("我的账号", "My account") },
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
