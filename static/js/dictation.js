// A button[data-dictate] writes what is spoken into the field it names; it stays hidden where the device cannot listen.
(() => {
  const Listener = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  if (!Listener) return;
  document.querySelectorAll("button[data-dictate]").forEach((button) => {
    const field = document.getElementById(button.dataset.dictate);
    const label = button.textContent;
    let listening = null;
    button.hidden = false;

    function stop() {
      listening = null;
      button.textContent = label;
      button.setAttribute("aria-pressed", "false");
    }

    button.addEventListener("click", () => {
      if (listening) {
        listening.stop();
        return;
      }
      listening = new Listener();
      listening.lang = "id-ID";
      listening.addEventListener("result", (event) => {
        const said = [...event.results].map((result) => result[0].transcript).join(" ").trim();
        field.value = `${field.value.trim()} ${said}`.trim();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      listening.addEventListener("end", stop);
      listening.addEventListener("error", stop);
      listening.start();
      button.textContent = "Berhenti mendengarkan";
      button.setAttribute("aria-pressed", "true");
    });
  });
})();
