// Copies a field into the clipboard when its button is pressed, and says so; the button's form then notes it as copied.
(() => {
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
          (answer) => { if (!answer.ok) told.textContent = "Tersalin, tetapi belum tercatat. Muat ulang halaman ini."; },
          () => { told.textContent = "Tersalin, tetapi belum tercatat karena sambungan terputus."; },
        );
      },
      () => { told.textContent = "Peramban tidak mengizinkan. Pilih tulisannya, lalu salin sendiri."; },
    );
  });
})();
