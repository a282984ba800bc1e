/** Pages that are apps of their own: installable, and starting without a network (`public/offline-sw.js`). */

/** A page that starts without a network: its worker, the addresses it keeps, its name and picture. */
export interface OfflineApp {
  worker: string;
  scope: string;
  manifest: string;
}

/** Stands in the names of what workers keep of the platform's answers; forgotten at the login page. */
const ANSWERS = /^youjian-[a-z]+-data-/;

/** Names the app to the browser and lets it keep what the page needs; not in a browser that has no such means. */
export function beAnApp(app: OfflineApp): void {
  name(app.manifest);
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  void navigator.serviceWorker
    .register(app.worker, { scope: app.scope })
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
  if (!("caches" in window)) return;
  const kept = (await caches.keys()).filter((one) => ANSWERS.test(one));
  await Promise.all(kept.map((one) => caches.delete(one)));
}

function name(manifest: string): void {
  document.querySelector("link[rel=manifest]")?.remove();
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = manifest;
  document.head.append(link);
}

/** The files that this page was made of, and what it asked the platform. */
const loaded = (): string[] =>
  performance.getEntriesByType("resource").map((one) => new URL(one.name)).filter((one) => one.origin === window.location.origin).map((one) => one.pathname);
