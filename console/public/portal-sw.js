// Keeps the station's own page (/portal and nothing else) so that it starts without a network: its files, and the
// last answers that a delivery is entered with. What a person sends is never kept here: the page does that itself.
const SHELL = "youjian-portal-shell-1";
const DATA = "youjian-portal-data-1";
const PAGE = "/portal";
const ALWAYS = ["/api/v1/auth/me", "/api/v1/city", "/api/v1/portal/today"];
const DEFAULTS = /^\/api\/v1\/stations\/\d{10}\/delivery-defaults$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.add(PAGE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page says what it was made of: files of earlier versions go, answers that came before this began to listen are kept.
self.addEventListener("message", (event) => event.waitUntil(keep(event.data.keep)));

async function keep(paths) {
  const files = paths.filter((path) => path.startsWith("/assets/"));
  const shell = await caches.open(SHELL);
  const old = (await shell.keys()).filter((one) => ![PAGE, ...files].includes(new URL(one.url).pathname));
  await Promise.all([
    ...old.map((one) => shell.delete(one)),
    ...files.map((path) => addOnce(shell, path)),
    ...[...ALWAYS, ...paths.filter((path) => DEFAULTS.test(path))].map(async (path) => addOnce(await caches.open(DATA), path)),
  ]);
}

const isKept = (path) => ALWAYS.includes(path) || DEFAULTS.test(path);

async function addOnce(cache, path) {
  if (!(await cache.match(path))) await cache.add(path);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromNetwork(SHELL, request, PAGE));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
  else if (isKept(url.pathname)) event.respondWith(fromNetwork(DATA, request, url.pathname));
});

/** The platform's answer, kept for when there is none; who was logged out leaves nothing. */
async function fromNetwork(name, request, key) {
  try {
    const answer = await fetch(request);
    if (answer.status === 401) await caches.delete(DATA);
    if (answer.ok) await (await caches.open(name)).put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await caches.match(key, { cacheName: name });
    if (kept) return kept;
    throw error;
  }
}

/** Files whose names change with their content. */
async function fromCache(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
