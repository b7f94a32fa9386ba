// Saves a form[data-score-draft] in the background a while after the last change; the address is in the attribute.
// What was not touched is not sent, so that another tab's answers stay.
(() => {
  const PAUSE_MS = 2500;
  const form = document.querySelector("form[data-score-draft]");
  if (!form) return;
  const state = form.querySelector("[data-draft-state]");
  const shown = new Map(new FormData(form));
  const touched = new Set(["csrfmiddlewaretoken"]);
  let timer = 0;
  let sending = false;

  function say(how, text) {
    state.dataset.state = how;
    state.textContent = text;
  }

  function typed() {
    const data = new FormData(form);
    [...data.keys()].forEach((name) => {
      if (data.get(name) !== shown.get(name)) touched.add(name);
      if (!touched.has(name)) data.delete(name);
    });
    return data;
  }

  async function save() {
    if (sending) {
      timer = setTimeout(save, PAUSE_MS);
      return;
    }
    sending = true;
    timer = 0;
    try {
      const answer = await fetch(form.dataset.scoreDraft, { method: "POST", body: typed(), redirect: "error" });
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
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
  });
  // Whoever goes on by a link within the pause: the page that follows must not come before the words.
  window.addEventListener("pagehide", () => {
    if (timer) fetch(form.dataset.scoreDraft, { method: "POST", body: typed(), keepalive: true }).catch(() => {});
  });
})();
