import type { OfflineApp } from "@/offline/app";

/** The station's own page as an app. */
export const PORTAL: OfflineApp = { worker: "/portal-sw.js", scope: "/portal", manifest: "/portal.webmanifest" };
