// Saves the fields of form[data-autosave="address"] in the background: a moment after a pause in typing and on leaving
// a field. Fields are those with a hidden companion [data-base-of=name], which tells the server what the text is based
// on. What is stored in a tidier form than it was typed is taken over and told. The state stands in [data-save-state]; a refused field shows both versions in [data-slot=name] with the choice
// between them. What is typed is kept on this machine (session-keep.js) until "portal:saved" says that all is stored;
// fields named in data-autosave-beside are not saved here, and what is typed there is still to be stored.
(() => {
  const PAUSE_MS = 2500;
  const PATIENCE_MS = 20000;
  const RETRY_MS = [5000, 10000, 20000, 30000];
  const KEEPALIVE_LIMIT = 60000;

  const SENTENCES = {
    waiting: "Belum tersimpan …",
    saving: "Menyimpan …",
    offline: "Sambungan terputus. Tulisan Anda aman di peramban ini dan disimpan begitu sambungan kembali.",
    expired: "Sesi Anda telah berakhir. Tulisan Anda aman di peramban ini. ",
    conflict: "Ada isian yang diubah di tempat lain. Pilih dahulu isi yang dipakai; isian lain tersimpan.",
    merging: "Gabungkan kedua tulisan di kotak isian; hasilnya tersimpan sendiri.",
    refused: "Belum tersimpan, karena ada isian yang perlu diperbaiki: ",
  };

  const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? "";

  function start(form) {
    // The bar at the foot stands outside the form where files have a form of their own beside it.
    const place = form.querySelector("[data-save-state]") ?? document.querySelector("[data-save-state]");
    const companions = new Map([...form.querySelectorAll("[data-base-of]")].map((input) => [input.dataset.baseOf, input]));
    const stored = new Map();
    const undecided = new Map();
    let timer = null;
    let running = null;
    let lost = null;
    let failures = 0;
    let ended = false;

    const controls = (name) => [...form.elements].filter((control) => control.name === name);
    const isTick = (control) => control.type === "checkbox" || control.type === "radio";
    const values = (name) => controls(name).filter((control) => !isTick(control) || control.checked).map((control) => control.value);
    const reading = (name) => values(name).join("\u001f");

    function asSent(name) {
      return controls(name).flatMap((control) => {
        if (isTick(control)) return control.defaultChecked ? [control.value] : [];
        if (control.tagName !== "SELECT") return [control.defaultValue];
        const chosen = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
        return chosen ? [chosen.value] : [];
      }).join("\u001f");
    }

    const beside = (form.dataset.autosaveBeside ?? "").split(" ").filter(Boolean);

    function tellSaved() {
      if (beside.some((name) => reading(name) !== asSent(name))) return;
      form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
    }

    const dirty = () => [...companions.keys()].filter((name) => !undecided.has(name) && reading(name) !== stored.get(name));

    function say(state, sentence, link) {
      if (!place || place.textContent === sentence + (link?.textContent ?? "")) return;
      place.dataset.state = state;
      place.textContent = sentence;
      if (link) place.append(link);
    }

    function signIn() {
      const link = document.createElement("a");
      link.href = form.dataset.login;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "Masuk lagi di tab baru";
      return link;
    }

    function payload(names) {
      const body = new URLSearchParams();
      names.forEach((name) => {
        values(name).forEach((value) => body.append(name, value));
        body.append(companions.get(name).name, companions.get(name).value);
      });
      return { body: body.toString(), readings: new Map(names.map((name) => [name, reading(name)])) };
    }

    function later(delay) {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    }

    function save() {
      clearTimeout(timer);
      if (running || ended) return running;
      // An unanswered save is repeated word for word first: the server may have stored it, and then it says so.
      const names = dirty();
      const batch = lost ?? (names.length ? payload(names) : null);
      if (!batch) return null;
      running = send(batch).finally(() => { running = null; });
      return running;
    }

    async function send(batch) {
      if (!lost) say("saving", SENTENCES.saving);
      let response;
      try {
        response = await fetch(form.dataset.autosave, {
          method: "POST",
          body: batch.body,
          headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": cookie("csrftoken") },
          redirect: "manual",
          keepalive: batch.body.length < KEEPALIVE_LIMIT,
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
      } catch {
        return fail(batch, "offline", SENTENCES.offline);
      }
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        return fail(batch, "expired", SENTENCES.expired, signIn());
      }
      const answer = await response.json().catch(() => null);
      if (!answer || response.status >= 500) return fail(batch, "offline", SENTENCES.offline);
      lost = null;
      failures = 0;
      if (response.status === 423) {
        ended = true;
        say("refused", answer.refused);
        return null;
      }
      return accept(batch, answer);
    }

    function fail(batch, state, sentence, link) {
      lost = batch;
      say(state, sentence, link);
      later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    }

    function accept(batch, answer) {
      Object.entries(answer.saved).forEach(([name, base]) => {
        companions.get(name).value = base;
        stored.set(name, batch.readings.get(name));
        form.querySelector(`[data-conflict="${name}"]`)?.remove();
      });
      const told = tidy(batch, answer.tidied);
      answer.conflicts.forEach(ask);
      const errors = Object.entries(answer.errors);
      errors.forEach(([name]) => { if (batch.readings.has(name)) stored.set(name, batch.readings.get(name)); });
      const token = form.querySelector("[name=csrfmiddlewaretoken]");
      if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
      if (undecided.size) say("conflict", SENTENCES.conflict);
      else if (errors.length) say("refused", SENTENCES.refused + errors.map(([, sentence]) => sentence).join(" "));
      else say("saved", [`Tersimpan ${answer.at}`, ...told].join(". "));
      // What is refused is tried again together with the next change, because two fields may belong together.
      errors.forEach(([name]) => refused.add(name));
      Object.keys(answer.saved).forEach((name) => refused.delete(name));
      if (dirty().length) {
        // Its partner may have been typed while this answer was on its way.
        refused.forEach((name) => stored.set(name, null));
        later(PAUSE_MS);
      } else if (!undecided.size && !refused.size) tellSaved();
    }

    // The box takes over what is stored (invisible characters, double blanks), but never under the caret of a writer.
    function tidy(batch, answered) {
      const fields = Object.entries(answered);
      fields.forEach(([name, { value }]) => untidy.set(name, { typed: batch.readings.get(name), value }));
      [...untidy.keys()].forEach((name) => { if (document.activeElement?.name !== name) takeOver(name); });
      return fields.map(([, { told }]) => told.replace(/\.$/, "")).filter(Boolean);
    }

    function takeOver(name) {
      const change = untidy.get(name);
      untidy.delete(name);
      if (!change || reading(name) !== change.typed) return;
      const wasStored = stored.get(name) === change.typed;
      controls(name)[0].value = change.value;
      if (wasStored) stored.set(name, reading(name));
      if (isAllStored()) tellSaved();
    }

    const untidy = new Map();
    const refused = new Set();
    const merging = new Map();
    const isAllStored = () => !lost && !dirty().length && !undecided.size && !refused.size;

    function ask(conflict) {
      undecided.set(conflict.name, conflict);
      const slot = form.querySelector(`[data-slot="${conflict.name}"]`);
      slot.innerHTML = conflict.html;
    }

    function decide(name, choice) {
      const panel = form.querySelector(`[data-conflict="${name}"]`);
      const conflict = undecided.get(name);
      if (choice === "merge") {
        // Both versions stay in view; the next change in the box is the merged text, and only that is based on both.
        merging.set(name, reading(name));
        panel.querySelector("details").open = true;
        panel.querySelector("[data-choice=merge]").remove();
        say("conflict", SENTENCES.merging);
        controls(name)[0].focus();
        return;
      }
      settle(name, conflict.base);
      if (choice === "stored") {
        put(name, conflict.stored);
        stored.set(name, reading(name));
      } else {
        stored.set(name, null);
      }
      panel.remove();
      controls(name)[0].focus();
      if (isAllStored()) {
        say("saved", "Semua tersimpan");
        tellSaved();
      }
      later(0);
    }

    function settle(name, base) {
      companions.get(name).value = base;
      undecided.delete(name);
      merging.delete(name);
    }

    function put(name, text) {
      const ticks = text.split(",");
      controls(name).forEach((control) => {
        if (isTick(control)) control.checked = ticks.includes(control.value);
        else control.value = text;
        control.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }

    companions.forEach((input, name) => stored.set(name, asSent(name)));
    form.querySelectorAll("[data-conflict]").forEach((panel) => {
      const { conflict: name, stored: text } = panel.dataset;
      undecided.set(name, { name, stored: text, base: companions.get(name).value });
    });

    form.addEventListener("input", (event) => {
      if (!companions.has(event.target.name)) return;
      refused.forEach((name) => stored.set(name, null));
      const { name: changed } = event.target;
      if (merging.has(changed) && merging.get(changed) !== reading(changed)) {
        stored.set(changed, merging.get(changed));
        settle(changed, undecided.get(changed).base);
      }
      if (!lost && !undecided.has(event.target.name)) say("waiting", SENTENCES.waiting);
      later(PAUSE_MS);
    });
    form.addEventListener("change", (event) => { if (companions.has(event.target.name)) later(0); });
    form.addEventListener("focusout", (event) => {
      if (!companions.has(event.target.name)) return;
      takeOver(event.target.name);
      if (dirty().length) later(0);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-choice]");
      if (!button) return;
      event.preventDefault();
      decide(button.closest("[data-conflict]").dataset.conflict, button.dataset.choice);
    });
    // The buttons of the page save everything at once; they wait for the save that is on its way.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!running) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      running.then(() => form.requestSubmit(submitter));
    }, true);
    window.addEventListener("online", () => later(0));
    document.addEventListener("visibilitychange", () => save());
    window.addEventListener("focus", () => { if (lost) later(0); });
    // Text that was brought back after a crash is saved like typed text.
    if (dirty().length) later(PAUSE_MS);
  }

  document.querySelectorAll("form[data-autosave]").forEach(start);
})();
