/** The station's page as an app of its own: installable, and starting without a network. */

/** What `portal-sw.js` keeps of the platform's answers; forgotten at the login page. */
const DATA = "youjian-portal-data-1";

/** Names the app to the browser and lets it keep what the page needs; not in a browser that has no such means. */
export function beAnApp(): void {
  name();
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker
    .register("/portal-sw.js", { scope: "/portal" })
    .then(begun)
    .then((worker) => worker?.postMessage({ keep: loaded() }))
    .catch(() => undefined);
}

/** The worker once it is active; `serviceWorker.ready` never comes where the person arrived by the login page. */
const begun = ({ active, installing, waiting }: ServiceWorkerRegistration): Promise<ServiceWorker | null> => {
  const coming = installing ?? waiting;
  if (active || !coming) return Promise.resolve(active);
  return new Promise((resolve) => coming.addEventListener("statechange", () => coming.state === "activated" && resolve(coming)));
};

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

/** The files that this page was made of, and what it asked the platform. */
const loaded = (): string[] =>
  performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.origin === window.location.origin).map((one) => one.pathname);
