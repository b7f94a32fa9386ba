// The service worker of scoring without a connection. Where the line fails, pages of the queue and of an assignment are
// answered by the shell, which knows what was taken along; with a line everything comes from the portal as always.
(() => {
  const taken = self.portalTaken;
  const { version, kept } = self.portalKeeps;
  const CACHE = `portal-taken-${version}`;
  const PAGE = /^\/penilaian\/(mulai\/|luring\/|\d+\/)?$/;
  const FORM = /^\/penilaian\/(\d+)\/(?:simpan-sementara\/)?$/;
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

  // An answer that was pressed on a page of the portal just as the line broke is kept like one of the shell.
  async function pressed(request, pk) {
    const copy = request.clone();
    try {
      return await fetch(request);
    } catch {
      const packet = (await taken.packets()).find((each) => each.pk === pk);
      if (!packet) return Response.error();
      const sent = await copy.formData();
      const fields = ["comment", ...packet.screens.flatMap((each) => [each.level, each.why])].filter((field) => sent.has(field));
      // The last screen repeats all levels, which are not what was pressed there.
      const isLast = fields.filter((field) => field.startsWith("nilai-")).length > 1;
      const sentence = sent.get("kalimat") ?? "";
      const said = (field) => field.startsWith("alasan-") && sentence ? `${sent.get(field).trim()} ${sentence}`.trim() : sent.get(field);
      await Promise.all(fields.filter((field) => !isLast || !field.startsWith("nilai-")).map((field) => taken.write(pk, field, said(field))));
      return Response.redirect(`${taken.at.queue}${pk}/`, 303);
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
    const form = request.method === "POST" && request.mode === "navigate" && pathname.match(FORM);
    if (form) event.respondWith(pressed(request, Number(form[1])));
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(request));
    else if (kept.includes(pathname)) event.respondWith(file(request));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag === "portal:taken") event.waitUntil(taken.send());
  });
})();
