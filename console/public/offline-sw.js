// What the workers of pages that start without a network share (imported by portal-sw.js and inspection-sw.js): a
// page's files and its last answers are kept. What a person sends is never kept here: the page does that itself.
function keepOffline({ name, page, always, also }) {
  const SHELL = `youjian-${name}-shell-1`;
  const DATA = `youjian-${name}-data-1`;
  const isKept = (path) => always.includes(path) || Boolean(also?.test(path));

  self.addEventListener("install", (event) => {
    event.waitUntil(caches.open(SHELL).then((cache) => cache.add(page)).then(() => self.skipWaiting()));
  });

  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

  // The page says what it was made of: files of earlier versions go, answers that came before this began to listen are kept.
  self.addEventListener("message", (event) => event.waitUntil(keep(event.data.keep)));

  async function keep(paths) {
    const files = paths.filter((path) => path.startsWith("/assets/"));
    const shell = await caches.open(SHELL);
    const old = (await shell.keys()).filter((one) => ![page, ...files].includes(new URL(one.url).pathname));
    await Promise.all([
      ...old.map((one) => shell.delete(one)),
      ...files.map((path) => addOnce(shell, path)),
      ...[...always, ...paths.filter((path) => also?.test(path))].map(async (path) => addOnce(await caches.open(DATA), path)),
    ]);
  }

  async function addOnce(cache, path) {
    if (!(await cache.match(path))) await cache.add(path);
  }

  // A scope holds every address that begins with it (/inspection also /inspections): other pages go their own way.
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate") {
      if (url.pathname === page) event.respondWith(fromNetwork(SHELL, request, page));
    } else if (url.pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
    else if (isKept(url.pathname)) event.respondWith(fromNetwork(DATA, request, url.pathname));
  });

  /** The platform's answer, kept for when there is none; who was logged out leaves nothing. */
  async function fromNetwork(cache, request, key) {
    try {
      const answer = await fetch(request);
      if (answer.status === 401) await caches.delete(DATA);
      if (answer.ok) await (await caches.open(cache)).put(key, answer.clone());
      return answer;
    } catch (error) {
      const kept = await caches.match(key, { cacheName: cache });
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
}
