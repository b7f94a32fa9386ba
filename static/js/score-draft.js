// Saves a form[data-score-draft] in the background a while after the last change; the address is in the attribute.
(() => {
  const PAUSE_MS = 2500;
  const form = document.querySelector("form[data-score-draft]");
  if (!form) return;
  const state = form.querySelector("[data-draft-state]");
  let timer;

  function say(how, text) {
    state.dataset.state = how;
    state.textContent = text;
  }

  let sending = false;

  async function save() {
    if (sending) {
      timer = setTimeout(save, PAUSE_MS);
      return;
    }
    sending = true;
    try {
      const answer = await fetch(form.dataset.scoreDraft, { method: "POST", body: new FormData(form), redirect: "error" });
      if (answer.status === 204) {
        const time = new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
        say("saved", `Isian sementara tersimpan pukul ${time}. Belum dihitung sebagai nilai.`);
        form.dispatchEvent(new Event("portal:saved", { bubbles: true }));
      } else {
        say("refused", answer.status === 409 ? await answer.text() : "Isian belum tersimpan di portal; tetap disimpan di perangkat ini.");
      }
    } catch {
      say("offline", "Sambungan terputus. Isian tetap disimpan di perangkat ini.");
    } finally {
      sending = false;
    }
  }

  say("", "Setiap perubahan disimpan sementara.");
  // A digit chooses a level without typing: that is a change only.
  ["input", "change"].forEach((kind) => form.addEventListener(kind, () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  }));
  form.addEventListener("submit", () => clearTimeout(timer));
})();
