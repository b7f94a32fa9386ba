// Saves the fields of form[data-autosave="address"] in the background: a moment after a pause in typing and on leaving
// a field. Fields are those with a hidden companion [data-base-of=name], which tells the server what the text is based
// on. What is stored in a tidier form than it was typed is taken over and told. The state stands in [data-save-state]; a
// refused field shows both versions in [data-slot=name] with the choice between them; one that cannot be stored as typed
// is told to field-refused.js. A button of the page waits for the save on its way, and without a line until it is back.
// What is typed is kept on this machine (session-keep.js) until "portal:saved" says that all is stored; fields named in
// data-autosave-beside are not saved here, and what is typed there is still to be stored.
(() => {
  const PAUSE_MS = 2500;
  const PATIENCE_MS = 20000;
  const RETRY_MS = [5000, 10000, 20000, 30000];
  const KEEPALIVE_LIMIT = 60000;

  const SENTENCES = {
    waiting: "Belum tersimpan …",
    saving: "Menyimpan …",
    offline: "Sambungan terputus. ",
    safe: "Tulisan Anda aman di peramban ini.",
    held: (label) => `“${label}” dijalankan begitu tersambung.`,
    expired: "Sesi Anda telah berakhir. Tulisan Anda aman. ",
    conflict: "Diubah juga di tempat lain, pilih isinya: ",
    merging: "Gabungkan kedua tulisan di kotak isian; hasilnya tersimpan sendiri.",
    refused: "Belum tersimpan. Perbaiki: ",
  };

  const SELF = document.currentScript.src;
  // A page that opens, as after signing in again, tells the other tabs that there is a line and a session.
  const TABS = new BroadcastChannel("portal:desk");

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
    // The button that was pressed and waits, null for the Enter key.
    let held;
    let isCarrying = false;
    let isPassing = false;
    let settledAs = ["", place?.textContent ?? ""];

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

    function say(state, sentence, ...parts) {
      if (state === "saved") settledAs = [state, sentence];
      if (!place || place.textContent === sentence + parts.map((part) => part.textContent ?? part).join("")) return;
      place.dataset.state = state;
      place.replaceChildren(sentence, ...parts);
    }

    function signIn() {
      const link = document.createElement("a");
      link.className = "btn btn-sm";
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
      timer = setTimeout(() => (held === undefined ? save() : carryOut()), delay);
    }

    function save() {
      clearTimeout(timer);
      if (running || ended) return running;
      // An unanswered save is repeated word for word first: the server may have stored it, and then it says so.
      const names = dirty();
      const batch = lost ?? (names.length ? payload(names) : null);
      if (!batch) {
        if (place?.dataset.state === "waiting" && isAllStored()) allStored();
        return null;
      }
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
        return fail(batch, "offline", offline());
      }
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        return fail(batch, "expired", SENTENCES.expired, signIn());
      }
      const answer = await response.json().catch(() => null);
      if (!answer || response.status >= 500) return fail(batch, "offline", offline());
      lost = null;
      failures = 0;
      if (response.status === 423) {
        ended = true;
        say("refused", answer.refused);
        return null;
      }
      return accept(batch, answer);
    }

    const offline = () => SENTENCES.offline + (held === undefined ? SENTENCES.safe : SENTENCES.held(held?.textContent.trim() ?? "Simpan"));

    function allStored() {
      say(...settledAs);
      tellSaved();
    }

    async function isReachable() {
      try {
        await fetch(SELF, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
        return true;
      } catch {
        return false;
      }
    }

    // The button that waits is pressed again once nothing stands in its way; without a line it goes on waiting.
    async function carryOut() {
      if (isCarrying) return;
      isCarrying = true;
      const wasSaving = running;
      if (wasSaving) await wasSaving;
      if (lost || dirty().length) await save();
      const isThrough = ended || (!lost && (wasSaving || (await isReachable())));
      isCarrying = false;
      if (held === undefined) return;
      if (!isThrough) {
        if (!lost) say("offline", offline());
        later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
        return;
      }
      const button = held;
      held = undefined;
      isPassing = true;
      clearTimeout(timer);
      form.requestSubmit(button);
    }

    function fail(batch, state, sentence, ...parts) {
      lost = batch;
      say(state, sentence, ...parts);
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
      const fine = [...batch.readings.keys()].filter((name) => !(name in answer.errors));
      form.dispatchEvent(new CustomEvent("portal:refused", { bubbles: true, detail: { errors: answer.errors, fine } }));
      answer.conflicts.forEach(ask);
      const errors = Object.entries(answer.errors);
      errors.forEach(([name]) => { if (batch.readings.has(name)) stored.set(name, batch.readings.get(name)); });
      passOver(batch, answer);
      const token = form.querySelector("[name=csrfmiddlewaretoken]");
      if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
      const listed = (ways) => ways.flatMap((way, at) => [at ? ", " : "", way]);
      if (undecided.size) say("conflict", SENTENCES.conflict, ...listed([...undecided.keys()].map((name) => wayTo(name, name, `beda-${name}`))));
      else if (errors.length) say("refused", SENTENCES.refused, ...listed(errors.map(([name, sentence]) => wayTo(name, sentence))));
      else say("saved", [`Tersimpan ${answer.at}`, ...told].join(". "));
      // What is refused is tried again together with the next change, because two fields may belong together.
      errors.forEach(([name]) => refused.add(name));
      if (dirty().length) {
        // Its partner may have been typed while this answer was on its way.
        refused.forEach((name) => stored.set(name, null));
        later(PAUSE_MS);
      } else if (!undecided.size && !refused.size) tellSaved();
    }

    // What is wrong in an answer that is not asked is neither stored nor refused. It goes along with the next change, by
    // which it may be asked again, and so does all of a save that was refused as a whole.
    function passOver(batch, answer) {
      const asked = new Set(answer.conflicts.map((conflict) => conflict.name));
      batch.readings.forEach((text, name) => {
        if (name in answer.errors || asked.has(name)) return;
        refused.delete(name);
        if (name in answer.saved) passedOver.delete(name);
        else {
          passedOver.add(name);
          stored.set(name, text);
        }
      });
      refused.forEach((name) => { if (!companions.has(name)) refused.delete(name); });
    }

    // The name of a field as a link to it; what belongs to no field here is said as it is.
    function wayTo(name, sentence, target) {
      const [control] = controls(name);
      const label = document.getElementById(`div_id_${name}`)?.querySelector("label.form-label, legend, summary");
      if (!control?.id || !label) return sentence;
      const link = document.createElement("a");
      link.href = `#${target ?? control.id}`;
      link.textContent = label.firstChild.textContent.trim();
      return link;
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
    const passedOver = new Set();
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
      if (isAllStored()) allStored();
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
      if (event.isTrusted) held = undefined;
      if (!companions.has(event.target.name)) return;
      [...refused, ...passedOver].forEach((name) => stored.set(name, null));
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
    // The buttons of the page save everything at once.
    form.addEventListener("submit", (event) => {
      if (isPassing) {
        isPassing = false;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      held = event.submitter;
      carryOut();
    }, true);
    // A browser that brings typed words back beside a newer version would pass them off as based on it.
    form.autocomplete = "off";
    window.addEventListener("online", () => later(0));
    document.addEventListener("visibilitychange", () => save());
    window.addEventListener("focus", () => { if (lost) later(0); });
    TABS.addEventListener("message", () => { if (lost) later(0); });
    // Text that was brought back after a crash is saved like typed text.
    if (dirty().length) later(PAUSE_MS);
  }

  document.querySelectorAll("form[data-autosave]").forEach(start);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel, which reaches this origin alone
  TABS.postMessage("here");
})();
