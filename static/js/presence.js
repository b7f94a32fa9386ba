// Tells every now and then which field of a form[data-autosave] is being written, and shows in [data-presence="address"]
// who else of the agency is writing. Only while the page is in sight and somebody was at it in the last ten minutes.
(() => {
  const line = document.querySelector("[data-presence]");
  const form = document.querySelector("form[data-autosave]");
  if (!line || !form) return;
  const EVERY_MS = 40000;
  const AT_WORK_MS = 60000;
  const AWAY_MS = 600000;
  const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? "";
  let place = "";
  let at = Date.now();
  let told = "";

  async function tell() {
    const isWriting = place && Date.now() - at < AT_WORK_MS;
    if (document.hidden || Date.now() - at > AWAY_MS) return;
    if (isWriting) told = place;
    const sent = isWriting
      ? { method: "POST", body: new URLSearchParams({ tempat: place }), headers: { "X-CSRFToken": cookie("csrftoken") } }
      : {};
    const response = await fetch(line.dataset.presence, { ...sent, redirect: "manual" }).catch(() => null);
    const answer = response?.ok ? await response.json().catch(() => null) : null;
    line.textContent = answer?.line ?? "";
    line.hidden = !line.textContent;
  }

  form.addEventListener("input", (event) => {
    if (!event.isTrusted || !event.target.name) return;
    place = event.target.name;
    at = Date.now();
    if (place !== told) tell();
  });
  document.addEventListener("visibilitychange", tell);
  setInterval(tell, EVERY_MS);
  tell();
})();
