// The service worker of scoring without a connection. Where the line fails, pages of the queue and of an assignment are
// answered by the shell, which knows what was taken along; with a line everything comes from the portal as always.
(() => {
  const taken = self.portalTaken;
  const { version, kept } = self.portalKeeps;
  const CACHE = `portal-taken-${version}`;
  const PAGE = /^\/penilaian\/(mulai\/|luring\/|\d+\/)?$/;
  // A line that is there but carries nothing.
  const PATIENCE_MS = 10000;

  const shell = async () => (await caches.match(taken.at.shell)) ?? Response.error();

  async function page(request) {
    const answer = fetch(request);
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
    try {
      return (await Promise.race([answer, late])) ?? await shell();
    } catch {
      return shell();
    }
  }

  async function file(request) {
    try {
      return await fetch(request);
    } catch {
      return (await caches.match(request)) ?? Response.error();
    }
  }

  self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(kept)));
  });

  self.addEventListener("activate", (event) => {
    const old = (names) => names.filter((name) => name.startsWith("portal-taken-") && name !== CACHE);
    event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
  });

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { pathname } = new URL(request.url);
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(request));
    else if (kept.includes(pathname)) event.respondWith(file(request));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag === "portal:taken") event.waitUntil(taken.send());
  });
})();
