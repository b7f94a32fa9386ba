// Scoring without a connection: shows what was taken along under the addresses that it has on the portal, keeps every
// answer on this device at once, and sends it when there is a line (taken-send.js).
(() => {
  const taken = self.portalTaken;
  const screens = self.portalScreens;
  const view = document.querySelector("[data-view]");
  const line = document.querySelector("[data-line]");
  const PAUSE_MS = 1500;
  const AGAIN_MS = 30000;
  let timer = 0;
  let how = "idle";
  let shown = null;

  const time = () => new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const here = () => location.pathname + location.search;

  function tell(state, text, label, address) {
    line.dataset.state = state;
    line.textContent = label ? `${text} ` : text;
    if (!label) return;
    const link = document.createElement("a");
    link.href = address;
    link.textContent = label;
    line.append(link);
  }

  async function stand() {
    const left = await taken.unsent();
    const waiting = left.filter((each) => each.state === "waiting").length;
    const safe = waiting ? `${waiting} isian aman di perangkat ini` : "Isian aman di perangkat ini";
    if (how === "ended") tell("expired", `Sesi berakhir. ${safe}.`, "Masuk", `${taken.at.signIn}?next=${encodeURIComponent(here())}`);
    else if (how === "other") tell("expired", "Yang masuk di sini orang lain. Isian dikirim setelah penulisnya masuk.", "Masuk", taken.at.signIn);
    else if (!navigator.onLine || how === "offline") tell("offline", `Tanpa jaringan. ${safe}${waiting ? ", dikirim begitu tersambung" : ""}.`);
    else if (waiting) tell("", "Mengirim …");
    else if (left.length) tell("conflict", `${left.length} isian perlu Anda periksa.`, "Ke daftar usulan", taken.at.queue);
    else if (how === "sent") tell("saved", `Semua isian terkirim pukul ${time()}.`, "Lanjutkan di portal", here());
    else tell("", "Tersambung.", "Lanjutkan di portal", here());
  }

  async function send() {
    clearTimeout(timer);
    const went = navigator.onLine ? await taken.send() : "offline";
    // Nothing was left to send: another tab sent it.
    if (went !== "idle" || how !== "sent") how = went;
    const left = (await taken.unsent()).some((each) => each.state !== "waiting");
    if (left && shown === null) await draw(false);
    await stand();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
    // Where the browser can, it is sent also when this page is closed before the line is back.
    if (!navigator.onLine) navigator.serviceWorker?.getRegistration(taken.at.queue).then((worker) => worker?.sync?.register("portal:taken")).catch(() => {});
  }

  async function keep(field, value) {
    await taken.write(shown.review.pk, field, value);
    await stand();
    later();
  }

  async function reviews() {
    const [packets, answers] = await Promise.all([taken.packets(), taken.answers()]);
    return { answers, all: packets.map((packet) => screens.reviewOf(packet, answers)) };
  }

  // What the address asks for: the list, a criterion or the last screen of one that was taken along.
  async function draw(isMove) {
    await taken.sweep();
    const known = await taken.owner();
    const { all, answers } = await reviews();
    const begun = location.pathname.endsWith("/mulai/") && all.find((each) => each.open);
    if (begun) history.replaceState(null, "", `${taken.at.queue}${begun.pk}/`);
    const pk = Number(location.pathname.match(/\/(\d+)\/$/)?.[1] ?? 0);
    const asked = new URLSearchParams(location.search);
    const review = all.find((each) => each.pk === pk);
    const first = review?.screens.find((each) => each.isOpen);
    const key = asked.get("kriteria") ?? (first ? String(first.number) : "akhir");
    const screen = review?.screens.find((each) => String(each.number) === key);
    shown = null;
    let name = "Tanpa jaringan";
    if (known?.locked) {
      view.replaceChildren(screens.closed("Bukan usulan Anda", "Usulan di perangkat ini dibawa penilai lain. Isinya tampak lagi setelah ia masuk.", "Masuk", taken.at.signIn));
    } else if (pk && !review) {
      view.replaceChildren(screens.closed("Usulan ini tidak ada di perangkat ini", "Buka lagi saat tersambung, atau pilih usulan lain yang Anda bawa.", "Ke daftar usulan", taken.at.queue));
    } else if (!review) {
      view.replaceChildren(screens.list(all, answers));
    } else {
      name = review.title;
      shown = { review, screen };
      const following = [review, ...all.slice(all.indexOf(review) + 1), ...all].find((each) => each.open);
      view.replaceChildren(screen ? screens.criterion(review, screen, asked.has("ganti")) : screens.last(review, following));
    }
    document.querySelector("[data-name]").textContent = name;
    document.title = `${name} – Portal Inovasi Daerah`;
    if (isMove) {
      window.scrollTo(0, 0);
      view.querySelector("h1").focus({ preventScroll: true });
    }
  }

  async function go(address) {
    history.pushState(null, "", address);
    await draw(true);
    await stand();
  }

  // On to the next open criterion, then to one that was left out, then to the last screen.
  async function onward() {
    const { all } = await reviews();
    const review = all.find((each) => each.pk === shown.review.pk);
    const next = review.screens.slice(shown.screen.number).find((each) => each.isOpen) ?? review.screens.find((each) => each.isOpen);
    await go(screens.address(review.pk, next ? next.number : "akhir"));
  }

  async function answer(level) {
    const { review, screen } = shown;
    await keep(screen.field.level, level);
    const again = (await reviews()).all.find((each) => each.pk === review.pk).screens.find((each) => each.number === screen.number);
    const isDoubtful = again.needs && screen.chosen && screen.chosen.value !== level;
    if (again.lacks || isDoubtful) await go(screens.address(review.pk, screen.number));
    else await onward();
  }

  async function explain(sentence) {
    const { screen } = shown;
    const box = view.querySelector("textarea");
    const why = sentence && !box.value.includes(sentence) ? `${box.value.trim()} ${sentence}`.trim() : box.value;
    await keep(screen.field.why, why);
    const again = (await reviews()).all.find((each) => each.pk === shown.review.pk).screens.find((each) => each.number === screen.number);
    if (!again.lacks) {
      await onward();
      return;
    }
    const fault = view.querySelector("[data-slot=fault]");
    fault.textContent = shown.review.reason_missing;
    fault.hidden = false;
    box.value = why;
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", fault.id);
    box.focus();
  }

  async function decide({ pk, field, decide: choice }) {
    if (choice === "discard") await taken.discard(Number(pk), field);
    else await taken.decide(Number(pk), field, choice === "mine");
    await draw(true);
    await send();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    const { level, sentence, next, decide: choice } = event.target.closest("button")?.dataset ?? {};
    if (link) {
      event.preventDefault();
      go(link.getAttribute("href"));
    } else if (choice) decide(event.target.closest("button").dataset);
    else if (level) answer(level);
    else if (sentence !== undefined) explain(sentence);
    else if (next !== undefined) explain("");
  });
  document.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("input", (event) => {
    if (shown && event.target.tagName === "TEXTAREA") keep(shown.screen ? shown.screen.field.why : "comment", event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !/^[0-9]$/.test(event.key) || event.target.tagName === "TEXTAREA") return;
    const answers = [...view.querySelectorAll("button.answer")];
    const pressed = event.key === "0" ? answers.at(-1) : answers.slice(0, -1).find((each) => each.dataset.level === event.key);
    pressed?.click();
  });
  window.addEventListener("popstate", () => draw(true));
  window.addEventListener("online", send);
  window.addEventListener("offline", stand);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  new BroadcastChannel("portal:taken").addEventListener("message", (event) => {
    how = event.data;
    stand();
  });
  setInterval(send, AGAIN_MS);
  draw(false).then(send);
})();
