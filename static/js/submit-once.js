// Sends a POST form only once, however often its button is pressed; data-submit-many on the form switches this off.
// Without a line a pressed button waits, says so beside itself, and is pressed again once the portal answers, so that
// nobody lands on the browser's own error page. Whoever types meanwhile takes the press back. Forms that wait by
// themselves (autosave.js, upload.js with files, htmx, what was taken along) are left alone.
(() => {
  const PATIENCE_MS = 10000;
  const ANSWER_MS = 8000;
  const RETRY_MS = 5000;
  // So long after the portal was last heard a line is taken for granted, and nothing is asked first.
  const FRESH_MS = 15000;
  const HELD = "Sambungan terputus. Dikirim sendiri begitu tersambung.";
  const TAKEN_BACK = "Belum dikirim. Tekan lagi tombolnya.";
  const SELF = document.currentScript.src;
  const buttons = (form) => [...form.elements].filter((control) => control.type === "submit");
  let heard = performance.now();
  let held = null;
  let passing = null;

  function release(form) {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
    buttons(form).forEach((button) => { button.disabled = false; });
  }

  async function isReachable() {
    if (!navigator.onLine) return false;
    if (performance.now() - heard < FRESH_MS) return true;
    try {
      await fetch(SELF, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
      heard = performance.now();
      return true;
    } catch {
      return false;
    }
  }

  const waitsByItself = (form) =>
    "autosave" in form.dataset || "takenAlong" in form.dataset || form.hasAttribute("hx-post") || form.target === "_blank" ||
    ("upload" in form.dataset && [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length));

  const isOurs = (form) => form.method === "post" && !("submitMany" in form.dataset) && !waitsByItself(form);

  function tell(sentence) {
    const button = held.submitter;
    const place = button?.closest(".actions, .bar__do") ?? button ?? held.form.lastElementChild;
    held.line ??= document.createElement("p");
    held.line.className = "save-state";
    held.line.dataset.state = "offline";
    held.line.setAttribute("role", "status");
    held.line.textContent = sentence;
    if (!held.line.isConnected) place.after(held.line);
  }

  async function tryAgain() {
    const press = held;
    if (!press || press.isAsking) return;
    clearTimeout(press.timer);
    press.isAsking = true;
    const isThrough = await isReachable();
    press.isAsking = false;
    if (held !== press) return;
    if (!isThrough) {
      tell(HELD);
      press.timer = setTimeout(tryAgain, RETRY_MS);
      return;
    }
    letGo();
    passing = press.form;
    // What was asked before it waited (confirm.js) is not asked again.
    press.form.dataset.agreed = "";
    press.form.requestSubmit(press.submitter?.isConnected ? press.submitter : undefined);
    delete press.form.dataset.agreed;
    passing = null;
  }

  function letGo() {
    clearTimeout(held.timer);
    held.line?.remove();
    held = null;
  }

  // Before all others that listen: a form that waits has not been sent.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || passing === form || "sending" in form.dataset || !isOurs(form)) return;
    if (navigator.onLine && performance.now() - heard < FRESH_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held && held.form === form && held.submitter === event.submitter) return;
    if (held) letGo();
    held = { form, submitter: event.submitter };
    tryAgain();
  }, true);

  document.addEventListener("input", (event) => {
    if (!held?.line || !event.isTrusted || event.target.form !== held.form) return;
    clearTimeout(held.timer);
    tell(TAKEN_BACK);
    held = null;
  });
  window.addEventListener("online", tryAgain);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "submitMany" in form.dataset) return;
    if ("sending" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    form.setAttribute("aria-busy", "true");
    // After this turn of the event loop: a disabled button would not send its own name and value.
    setTimeout(() => buttons(form).forEach((button) => { button.disabled = true; }), 0);
    // A slow line or a download leaves the page standing: give the button back after a while.
    setTimeout(() => release(form), PATIENCE_MS);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });
})();
