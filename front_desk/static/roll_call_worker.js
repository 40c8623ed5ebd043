// Opens a marshal's page again while no server answers, from what the page has kept of itself.
// The page names nobody, and forgets all of it when the alarm is over.

const PATIENCE = 4_000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (problem) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (!kept) throw problem;
    return kept;
  }
}
