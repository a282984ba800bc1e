// Keeps the station's own page (/portal and nothing else) so that it starts without a network: its files, and the
// last answers that a delivery is entered with. What a person sends is never kept here: the page does that itself.
const SHELL = "youjian-portal-shell-1";
const DATA = "youjian-portal-data-1";
const PAGE = "/portal";
const KEPT = [/^\/api\/v1\/auth\/me$/, /^\/api\/v1\/city$/, /^\/api\/v1\/portal\/today$/, /^\/api\/v1\/stations\/\d{10}\/delivery-defaults$/];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.add(PAGE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page says which files it was made of; those of earlier versions go.
self.addEventListener("message", (event) => event.waitUntil(keep(event.data.keep)));

async function keep(paths) {
  const cache = await caches.open(SHELL);
  const had = await cache.keys();
  const stay = new Set([PAGE, ...paths]);
  await Promise.all(had.filter((one) => !stay.has(new URL(one.url).pathname)).map((one) => cache.delete(one)));
  const known = new Set(had.map((one) => new URL(one.url).pathname));
  await Promise.all(paths.filter((path) => !known.has(path)).map((path) => cache.add(path)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromNetwork(SHELL, request, PAGE));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
  else if (KEPT.some((path) => path.test(url.pathname))) event.respondWith(fromNetwork(DATA, request, url.pathname));
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
