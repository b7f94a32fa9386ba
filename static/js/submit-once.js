// Sends a POST form only once, however often its button is pressed; data-submit-many on the form switches this off.
(() => {
  const PATIENCE_MS = 10000;
  const buttons = (form) => [...form.elements].filter((control) => control.type === "submit");

  function release(form) {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
    buttons(form).forEach((button) => { button.disabled = false; });
  }

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
