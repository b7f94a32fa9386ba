// Sends a form[data-auto-submit] (filters) a moment after a choice changed; its button stays for keyboards and no script.
(() => {
  const PAUSE_MS = 600;
  let timer;

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !("autoSubmit" in form.dataset)) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), PAUSE_MS);
  });
})();
