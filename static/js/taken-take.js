// Takes the chosen assignments along: only when the form[data-take] is sent does anything stay on this device. The way
// to it, [data-take-link], is offered where the browser can do it.
(() => {
  const isAble = isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && "locks" in navigator;
  document.querySelectorAll("[data-take-link]").forEach((link) => { link.hidden = !isAble; });
  const drop = document.querySelector("[data-take-drop]");
  if (!drop || !isAble) return;
  const form = document.querySelector("form[data-take]");
  const taken = self.portalTaken;
  const state = document.querySelector("[data-take-state]");
  const say = (text, how = "") => {
    state.textContent = text;
    state.dataset.state = how;
  };
  const day = (moment) => new Date(moment).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric" });
  const inMegabytes = (bytes) => `${Math.max(bytes / 1e6, 0.1).toLocaleString("id-ID", { maximumFractionDigits: 1 })} MB`;

  async function show() {
    const kept = await taken.packets();
    drop.hidden = !kept.length && !(await taken.unsent()).length;
    document.querySelectorAll("[data-take-row]").forEach((mark) => { mark.hidden = !kept.some((each) => each.pk === Number(mark.dataset.takeRow)); });
    if (!kept.length) return;
    const size = kept.reduce((sum, each) => sum + each.size, 0);
    say(`${kept.length} usulan, ${inMegabytes(size)}, ada di perangkat ini sampai ${day(Math.min(...kept.map((each) => each.until)))}.`, "saved");
  }

  async function fetchOne(pk, place) {
    const answer = await fetch(`${taken.at.queue}${pk}/bawa/`, { redirect: "error" });
    if (!answer.ok) return answer.status === 409 ? answer.text() : "Ada usulan yang tidak dapat dibawa. Muat ulang halaman ini.";
    const text = await answer.text();
    await taken.keep(JSON.parse(text), place, new Blob([text]).size);
    return "";
  }

  async function takeAlong() {
    const known = await taken.owner();
    if (known && known.mark !== form.dataset.take) {
      if ((await taken.unsent()).length) return "Di perangkat ini masih ada isian penilai lain yang belum terkirim. Ia perlu masuk dahulu di sini.";
      await taken.empty();
    }
    say("Menyiapkan perangkat ini …");
    await navigator.serviceWorker.register(taken.at.worker, { scope: taken.at.queue });
    await navigator.serviceWorker.ready;
    const answer = await fetch(taken.at.take, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok) return "Belum ada yang dibawa. Muat ulang halaman ini, lalu coba lagi.";
    const { owner, tasks } = await answer.json();
    await taken.begin(owner);
    let done = 0;
    const faults = await Promise.all(tasks.map(async (pk, place) => {
      const fault = await fetchOne(pk, place);
      done += 1;
      say(`Mengambil ${done} dari ${tasks.length} …`);
      return fault;
    }));
    navigator.storage?.persist?.();
    return faults.find(Boolean) ?? "";
  }

  if (form) {
    form.hidden = false;
    document.querySelector("[data-take-unable]").hidden = true;
  }
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!new FormData(form).has("tugas")) {
      say("Pilih paling sedikit satu usulan.", "refused");
      return;
    }
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => { button.disabled = true; });
    let fault = "";
    try {
      fault = await takeAlong();
    } catch {
      fault = "Sambungan terputus sebelum semuanya terbawa. Coba lagi.";
    }
    buttons.forEach((button) => { button.disabled = false; });
    await show();
    if (fault) say(fault, "refused");
  });
  drop.addEventListener("click", async () => {
    const waiting = (await taken.unsent()).length;
    if (waiting && !window.confirm(`${waiting} isian belum terkirim dan ikut terhapus. Tetap hapus?`)) return;
    await taken.empty();
    const token = drop.dataset.takeDrop;
    await fetch(taken.at.take, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" }).catch(() => {});
    location.reload();
  });
  taken.sweep().then(show);
})();
