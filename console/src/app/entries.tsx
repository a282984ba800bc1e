import { AlertOutlined, AuditOutlined, EnvironmentOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";

/** A page of the main navigation. */
export interface Entry {
  path: string;
  permission: string;
  label: string;
  icon: ReactNode;
}

const ENTRIES: readonly Entry[] = [
  { path: "/map", permission: "map.see", label: "一张图", icon: <EnvironmentOutlined /> },
  { path: "/alerts", permission: "alert.see", label: "预警", icon: <AlertOutlined /> },
  { path: "/journal", permission: "journal.see", label: "操作日志", icon: <AuditOutlined /> },
  { path: "/door-journal", permission: "quarantine.see", label: "接入日志", icon: <SafetyCertificateOutlined /> },
];

/** The pages a person may open; the first one is where they arrive. */
export const entriesFor = (permissions: readonly string[]): Entry[] =>
  ENTRIES.filter((entry) => permissions.includes(entry.permission));
