// Copies a field into the clipboard when its button is pressed, and says so; the button's form then notes it as copied.
(() => {
  // The fields of its group that are copied, each once.
  function count(form) {
    const shown = form.closest("details")?.querySelector("[data-copied-count]");
    if (shown && !("done" in form.dataset)) shown.textContent = Number(shown.textContent) + 1;
    form.dataset.done = "";
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-copies]");
    if (!form || !navigator.clipboard) return;
    event.preventDefault();
    const source = document.getElementById(form.dataset.copies);
    const told = form.querySelector("[data-copied]");
    navigator.clipboard.writeText(source.value ?? source.textContent).then(
      () => {
        told.textContent = "Tersalin";
        fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } }).then(
          (answer) => {
            if (!answer.ok) told.textContent = "Tersalin, tetapi belum tercatat. Muat ulang halaman ini.";
            else count(form);
          },
          () => { told.textContent = "Tersalin, tetapi belum tercatat karena sambungan terputus."; },
        );
      },
      () => { told.textContent = "Peramban tidak mengizinkan. Pilih tulisannya, lalu salin sendiri."; },
    );
  });
})();
