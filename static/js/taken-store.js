// What a reviewer took along on this device (IndexedDB): assignments with their rubric, and the answers written without
// a connection. Pages, the shell and the service worker share it as self.portalTaken. An answer waits under a key of its
// own until the portal says what became of it; `base` is what its field held when the assignment was taken along.
(() => {
  const NAME = "portal-dibawa";
  const STORES = ["about", "packets", "answers"];
  const KEPT_MS = 7 * 24 * 3600 * 1000;
  // The addresses of reviews/urls.py; a test holds them equal.
  const at = {
    queue: "/penilaian/",
    take: "/penilaian/bawa/",
    shell: "/penilaian/luring/",
    state: "/penilaian/luring/keadaan/",
    send: "/penilaian/luring/kirim/",
    worker: "/penilaian/luring.js",
    signIn: "/masuk/",
    signOut: "/keluar/",
  };
  let opening = null;

  function open() {
    opening ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.addEventListener("upgradeneeded", () => {
        asked.result.createObjectStore("about");
        asked.result.createObjectStore("packets", { keyPath: "pk" });
        asked.result.createObjectStore("answers", { keyPath: ["pk", "field"] });
      });
      asked.addEventListener("success", () => {
        // Another tab empties this device: it need not wait for us.
        asked.result.addEventListener("versionchange", () => {
          asked.result.close();
          opening = null;
        });
        resolve(asked.result);
      });
      asked.addEventListener("error", () => reject(asked.error));
    });
    return opening;
  }

  const got = (asked) => new Promise((resolve, reject) => {
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => reject(asked.error));
  });

  // One transaction over everything: two tabs that write wait for each other.
  async function run(mode, work) {
    const base = await open();
    const deal = base.transaction(STORES, mode);
    const over = new Promise((resolve, reject) => {
      deal.addEventListener("complete", resolve);
      deal.addEventListener("abort", () => reject(deal.error));
    });
    const result = await work(Object.fromEntries(STORES.map((name) => [name, deal.objectStore(name)])));
    await over;
    return result;
  }

  const read = (work) => run("readonly", work);
  const change = (work) => run("readwrite", work);

  const owner = () => read(({ about }) => got(about.get("owner")));
  const begin = (mark) => change(({ about }) => got(about.put({ mark, locked: false }, "owner")));
  const answers = () => read(({ answers: all }) => got(all.getAll()));
  const unsent = async () => (await answers()).filter((each) => each.state !== "sent");

  async function packets() {
    const found = await read(({ packets: all }) => got(all.getAll()));
    return found.toSorted((one, other) => one.place - other.place);
  }

  // While somebody else is signed in here, nothing of this is shown.
  const lock = (locked) => change(async ({ about }) => {
    const known = await got(about.get("owner"));
    if (known && known.locked !== locked) await got(about.put({ ...known, locked }, "owner"));
  });

  async function forgetSent(written, gone) {
    const old = (await got(written.getAll())).filter((each) => each.state === "sent" && gone(each.pk));
    await Promise.all(old.map((each) => got(written.delete([each.pk, each.field]))));
  }

  // What was sent is in the portal's words of it from now on.
  const keep = (fresh, place, size) => change(async ({ packets: all, answers: written }) => {
    await got(all.put({ ...fresh, place, size, until: Date.now() + KEPT_MS }));
    await forgetSent(written, (pk) => pk === fresh.pk);
  });

  // The same assignment as the portal has it now, for no longer than it was taken along.
  const renew = (fresh) => change(async ({ packets: all, answers: written }) => {
    const old = await got(all.get(fresh.pk));
    if (!old) return;
    await got(all.put({ ...fresh, place: old.place, size: old.size, until: old.until }));
    await forgetSent(written, (pk) => pk === fresh.pk);
  });

  const drop = (key) => change(async ({ packets: all, answers: written }) => {
    await got(all.delete(key));
    await forgetSent(written, (pk) => pk === key);
  });

  // What is needed to read an answer when its proposal is gone: the title, the question, the words of its levels.
  function saidOf(packet, field, value) {
    const screen = packet.screens.find((each) => each.level === field || each.why === field);
    if (!screen) return { title: packet.title, question: "Komentar untuk pengusul" };
    if (screen.why === field) return { title: packet.title, question: `Alasan, ${screen.name}` };
    const choices = Object.fromEntries(screen.choices.map((each) => [each.value, [each.number, each.label].filter(Boolean).join(": ")]));
    return { title: packet.title, question: screen.name, choices, spoken: choices[value] };
  }

  const write = (pk, field, value) => change(async ({ packets: all, answers: written }) => {
    const [known, of] = await Promise.all([got(written.get([pk, field])), got(all.get(pk))]);
    const before = known ? known.value : (of?.values[field] ?? "");
    if (value === before) return;
    const base = !known ? before : known.state === "sent" ? known.value : known.base;
    const state = known?.state === "clash" ? "clash" : "waiting";
    const said = of ? saidOf(of, field, value) : known;
    await got(written.put({ stored: known?.stored ?? "", ...said, why: "", pk, field, value, base, state, key: crypto.randomUUID() }));
  });

  // What the portal said of answers as they were sent; one that was changed meanwhile waits on, based on what arrived.
  const settle = (sent, told) => change(({ answers: written }) => Promise.all(told.map(async ({ key, how, stored, why }) => {
    const answer = sent.find((each) => each.key === key);
    const now = answer && await got(written.get([answer.pk, answer.field]));
    if (!now) return;
    const isSame = now.key === key;
    const next = how === "kept" ? { ...now, base: answer.value, state: isSame ? "sent" : "waiting" }
      : how === "clash" ? { ...now, stored, state: "clash" } : { ...now, why, state: "refused" };
    await got(written.put(next));
  })));

  // Of an answer that clashes, the one written here (`mine`), based on the other, or the one of the portal.
  const decide = (pk, field, mine) => change(async ({ answers: written }) => {
    const now = await got(written.get([pk, field]));
    if (now?.state !== "clash") return;
    const next = mine ? { ...now, base: now.stored, state: "waiting", key: crypto.randomUUID() } : { ...now, value: now.stored, base: now.stored, state: "sent" };
    await got(written.put(next));
  });

  const discard = (pk, field) => change(({ answers: written }) => got(written.delete([pk, field])));

  // Proposals go seven days after they were taken along; answers that are not sent yet stay.
  const sweep = () => change(async ({ packets: all, answers: written }) => {
    const old = (await got(all.getAll())).filter((each) => each.until < Date.now()).map((each) => each.pk);
    await Promise.all(old.map((pk) => got(all.delete(pk))));
    await forgetSent(written, (pk) => old.includes(pk));
  });

  // Everything: what was taken along, what was written, the files kept for it, and the service worker.
  async function empty() {
    await change((stores) => Promise.all(Object.values(stores).map((store) => got(store.clear()))));
    (await opening)?.close();
    opening = null;
    indexedDB.deleteDatabase(NAME);
    const kept = await caches.keys();
    await Promise.all(kept.filter((name) => name.startsWith("portal-taken-")).map((name) => caches.delete(name)));
    const workers = await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.map((each) => each.unregister()));
  }

  self.portalTaken = {
    at, owner, begin, lock, packets, keep, renew, drop, answers, unsent, write, settle, decide, discard, sweep, empty,
  };
})();
