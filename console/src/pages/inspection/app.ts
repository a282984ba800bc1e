import type { OfflineApp } from "@/offline/app";

/** The page of inspections on site as an app. */
export const INSPECTION: OfflineApp = { worker: "/inspection-sw.js", scope: "/inspection", manifest: "/inspection.webmanifest" };
