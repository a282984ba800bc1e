/** The station's page as an app of its own: installable, and starting without a network. */

/** What `portal-sw.js` keeps of the platform's answers; forgotten at the login page. */
const DATA = "youjian-portal-data-1";

/** Names the app to the browser and lets it keep what the page needs; not in a browser that has no such means. */
export function beAnApp(): void {
  name();
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker
    .register("/portal-sw.js", { scope: "/portal" })
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active?.postMessage({ keep: loaded() }))
    .catch(() => undefined);
}

/** Forgets what was kept for the person before. */
export async function forgetKept(): Promise<void> {
  if ("caches" in window) await caches.delete(DATA);
}

function name(): void {
  if (document.querySelector("link[rel=manifest]")) return;
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = "/portal.webmanifest";
  document.head.append(link);
}

/** The files that this page was made of. */
const loaded = (): string[] =>
  performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.origin === window.location.origin && one.pathname.startsWith("/assets/")).map((one) => one.pathname);
