// On a device that keeps something taken along: sends what waits, says so, and empties it at signing out. What belongs
// to somebody else is neither shown nor sent. Loaded only where the portal knows by a cookie that something is kept.
(() => {
  const taken = self.portalTaken;
  const isOwn = document.currentScript.dataset.taken === "own";
  const isReviewing = location.pathname.startsWith(taken.at.queue);
  const here = Number(location.pathname.match(/^\/penilaian\/(\d+)\/$/)?.[1] ?? 0);
  let isAsking = false;
  let isPassing = false;

  function tell(kind, text, link, address) {
    const box = document.createElement("div");
    box.className = `notice notice--${kind}`;
    box.setAttribute("role", "status");
    const sentence = document.createElement("p");
    sentence.textContent = `${text} `;
    if (link) {
      const way = document.createElement("a");
      way.className = "link";
      way.href = address;
      way.textContent = link;
      sentence.append(way);
    }
    box.append(sentence);
    document.querySelector("main > .frame").prepend(box);
  }

  async function send() {
    await taken.sweep();
    const before = (await taken.unsent()).length;
    if (!before) return;
    const how = await taken.send();
    const left = await taken.unsent();
    const asked = left.filter((each) => each.state !== "waiting").length;
    if (how === "sent" && before > left.length) {
      tell("success", `${before - left.length} isian yang ditulis tanpa jaringan sudah terkirim.`, isReviewing ? "Muat ulang" : "", location.href);
    }
    if (asked) tell("warning", `${asked} isian yang ditulis tanpa jaringan perlu Anda periksa.`, "Periksa", taken.at.shell);
  }

  // What was done on the portal since is on the device too: of this page's assignment, and on the queue of all.
  async function renew(pk) {
    const answer = await fetch(`${taken.at.queue}${pk}/bawa/`, { redirect: "error" });
    const fresh = answer.ok && await answer.json();
    if (fresh && !fresh.is_done) await taken.renew(fresh);
    else if (fresh || answer.status === 404 || answer.status === 409) await taken.drop(pk);
  }

  // Answers to what is on the device need no line: the worker keeps them, and the shell goes on.
  async function goOnWithoutLine() {
    if (!(await taken.packets()).some((each) => each.pk === here)) return;
    document.querySelectorAll("form[data-score-draft]").forEach((form) => { form.dataset.takenAlong = ""; });
  }

  async function renewSome() {
    const wanted = (await taken.packets()).filter((each) => each.pk === here || location.pathname === taken.at.queue);
    await Promise.all(wanted.map((each) => renew(each.pk).catch(() => {})));
  }

  async function greetOther() {
    await taken.lock(true);
    const waiting = (await taken.unsent()).length;
    if (waiting && isReviewing) tell("warning", `Di perangkat ini ada ${waiting} isian penilai lain yang belum terkirim. Isian itu terkirim setelah penilainya sendiri masuk.`);
  }

  async function leave(form) {
    await taken.send();
    const waiting = (await taken.unsent()).length;
    const sentence = `${waiting} isian yang ditulis tanpa jaringan belum terkirim. Keluar menghapusnya dari perangkat ini. Tetap keluar?`;
    if (waiting && !window.confirm(sentence)) return;
    await taken.empty();
    isPassing = true;
    form.requestSubmit();
  }

  if (isOwn) {
    document.addEventListener("submit", (event) => {
      const isLeaving = "signOut" in event.target.dataset || new URL(event.target.action).pathname === taken.at.signOut;
      if (isPassing || !isLeaving || event.defaultPrevented) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isAsking) return;
      isAsking = true;
      leave(event.target).finally(() => { isAsking = false; });
    }, true);
    window.addEventListener("online", send);
    goOnWithoutLine();
    taken.lock(false).then(send).then(renewSome);
  } else {
    greetOther();
  }
})();
