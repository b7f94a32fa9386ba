// Warns before leaving a form[data-warn-unsaved] whose contents differ from what the server sent.
(() => {
  const watched = [...document.querySelectorAll("form[data-warn-unsaved]")];
  const state = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  const before = new Map(watched.map((form) => [form, state(form)]));
  let leaving = false;

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) leaving = true;
  });

  // A form that saves itself in the background calls this when the server has answered.
  document.addEventListener("portal:saved", (event) => {
    if (before.has(event.target)) before.set(event.target, state(event.target));
  });

  window.addEventListener("pageshow", () => { leaving = false; });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && watched.some((form) => state(form) !== before.get(form))) event.preventDefault();
  });
})();
