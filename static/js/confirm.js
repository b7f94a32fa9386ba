// Asks the sentence in data-confirm (on a form, a button or a link) before going on; once, also where a form that was
// agreed to had to wait for the line (submit-once.js).
(() => {
  const refused = (element) => element?.dataset.confirm && !window.confirm(element.dataset.confirm);

  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm ? event.submitter : event.target;
    if (!("agreed" in event.target.dataset) && refused(asked)) event.preventDefault();
  }, true);

  document.addEventListener("click", (event) => {
    if (refused(event.target.closest("a[data-confirm]"))) event.preventDefault();
  }, true);
})();
