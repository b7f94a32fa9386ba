// Keeps what is typed into a form[data-keep] on this machine until the server has it; brings it back after an expired
// session, a crash or a lost line. Kept per person and page, dropped at sign-out and after two weeks.
(() => {
  const PREFIX = "portal:keep:";
  const PAUSE_MS = 400;
  const MAX_AGE_MS = 14 * 24 * 3600 * 1000;
  const person = document.body.dataset.person;
  const here = location.pathname + location.search;
  const clean = (text) => text.replace(/\r\n/g, "\n").trim();

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function write(key, entry) {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // A full or forbidden store only means that nothing is kept.
    }
  }

  function keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return [];
    }
  }

  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* nothing is kept */ } };
  const keyOf = (form) => `${PREFIX}${person}:${location.pathname}:${form.dataset.keep}`;
  const KEPT = new Set(["textarea", "text", "url", "number", "search", "date", "select-one"]);
  const forget = (form) => {
    clearTimeout(form.keepTimer);
    form.keepTimer = 0;
  };
  const fields = (form) => [...form.elements].filter((control) => control.name && KEPT.has(control.type));
  const texts = (form) => Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
  // The hidden companion that tells the server which version a field is based on; it is kept and restored with the field.
  const baseOf = (form, name) => form.querySelector(`[data-base-of="${name}"]`);

  function changed(form, fromServer) {
    const values = texts(form);
    Object.keys(values).forEach((name) => { if (clean(values[name]) === clean(fromServer[name] ?? "")) delete values[name]; });
    return values;
  }

  function bases(form, names) {
    return Object.fromEntries(names.filter((name) => baseOf(form, name)).map((name) => [name, baseOf(form, name).value]));
  }

  function fill(form, values, versions = {}) {
    fields(form).forEach((field) => {
      if (!(field.name in values) || field.value === values[field.name]) return;
      field.value = values[field.name];
      if (field.name in versions && baseOf(form, field.name)) baseOf(form, field.name).value = versions[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function announce(form, fromServer, versions, key) {
    const box = document.createElement("div");
    box.className = "notice notice--warning";
    box.setAttribute("role", "status");
    const sentence = document.createElement("p");
    sentence.textContent = "Kami memulihkan tulisan yang belum tersimpan. Periksa isinya, lalu simpan.";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm";
    button.textContent = "Buang dan pakai yang tersimpan";
    button.addEventListener("click", () => {
      fill(form, fromServer, versions);
      forget(form);
      drop(key);
      box.remove();
    });
    box.append(sentence, button);
    form.prepend(box);
  }

  function watch(form) {
    const key = keyOf(form);
    let fromServer = texts(form);
    const versions = bases(form, Object.keys(fromServer));
    const kept = read(key);
    if (kept) {
      const differing = Object.entries(kept.values).filter(([name, value]) =>
        name in fromServer && clean(value) !== clean(fromServer[name]));
      if (differing.length) {
        fill(form, Object.fromEntries(differing), kept.bases);
        announce(form, fromServer, versions, key);
      } else {
        drop(key);
      }
    }
    const keep = (sent) => {
      const values = changed(form, fromServer);
      write(key, { values, bases: bases(form, Object.keys(values)), at: Date.now(), path: here, sent });
    };
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      forget(form);
      form.keepTimer = setTimeout(() => {
        forget(form);
        keep(false);
      }, PAUSE_MS);
    });
    form.addEventListener("submit", () => {
      forget(form);
      keep(true);
    });
    // Whoever leaves within the pause takes the last words along, whatever becomes of a save on its way.
    window.addEventListener("pagehide", () => {
      if (form.keepTimer) keep(false);
      forget(form);
    });
    form.addEventListener("portal:saved", () => {
      forget(form);
      fromServer = texts(form);
      drop(key);
    });
  }

  // A form that was taken sends on by a redirect, also to its own page; one that was refused is answered at once.
  const sentOn = (performance.getEntriesByType("navigation")[0]?.redirectCount ?? 0) > 0;

  function cameFrom(path) {
    try {
      const from = new URL(document.referrer);
      return from.pathname + from.search === path;
    } catch {
      return false;
    }
  }

  // Another page of the same person, reached straight from the form, or the same page after a redirect: the server took
  // the text. A page without a person (sign-in, an error) or with a refusal on it took nothing, so the text waits.
  const refused = !person || document.querySelector("[data-refused]");
  keys().forEach((key) => {
    const entry = read(key);
    if (!entry || Date.now() - entry.at > MAX_AGE_MS) drop(key);
    else if (entry.sent && refused) write(key, { ...entry, sent: false });
    else if (entry.sent && (sentOn || entry.path !== here) && cameFrom(entry.path)) drop(key);
  });
  if (person) document.querySelectorAll("form[data-keep]").forEach(watch);

  document.addEventListener("submit", (event) => {
    if (!("signOut" in event.target.dataset)) return;
    document.querySelectorAll("form[data-keep]").forEach(forget);
    keys().filter((key) => key.startsWith(`${PREFIX}${person}:`)).forEach(drop);
  });
})();
