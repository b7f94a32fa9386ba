// Sends the files of form[data-upload] one by one with a progress bar each, also when they are dropped onto its panel.
// Without this script the same form sends them all at once.
(() => {
  function line(place, name) {
    const row = document.createElement("div");
    row.className = "upload";
    const label = document.createElement("span");
    label.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Mengunggah ${name}`);
    const result = document.createElement("span");
    result.className = "upload__result";
    row.append(label, bar, result);
    place.append(row);
    return { bar, say: (text, state) => { result.textContent = text; row.dataset.state = state; } };
  }

  function send(form, file, shown) {
    const data = new FormData(form);
    data.delete("file");
    data.append("file", file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
      });
      request.addEventListener("load", () => {
        const answer = request.response;
        if (request.status === 200 && answer?.saved) {
          shown.bar.value = 1;
          shown.say("Tersimpan", "saved");
          return done(true);
        }
        shown.say(answer?.refused?.join(" ") || "Belum tersimpan. Muat ulang halaman ini, lalu unggah lagi.", "refused");
        return done(false);
      });
      request.addEventListener("error", () => {
        shown.say("Sambungan terputus. Periksa jaringan Anda, lalu unggah lagi.", "refused");
        done(false);
      });
      request.send(data);
    });
  }

  function leaveOut(shown) {
    shown.bar.remove();
    shown.say("Tidak diunggah, karena jenis ini hanya menerima satu berkas. Unggah satu berkas saja.", "refused");
    return false;
  }

  async function sendAll(form, files, most) {
    const place = form.querySelector("[data-upload-progress]");
    place.replaceChildren();
    form.setAttribute("aria-busy", "true");
    const results = [];
    // One after the other: on a slow line several at once only make each of them fail.
    // oxlint-disable-next-line no-await-in-loop -- see above
    for (const file of files.slice(0, most)) results.push(await send(form, file, line(place, file.name)));
    for (const file of files.slice(most)) results.push(leaveOut(line(place, file.name)));
    form.removeAttribute("aria-busy");
    if (results.every(Boolean)) location.reload();
    else if (results.some(Boolean)) offerReload(place);
  }

  function offerReload(place) {
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "Tampilkan berkas yang sudah tersimpan";
    place.append(link);
  }

  document.querySelectorAll("form[data-upload]").forEach((form) => {
    const input = form.querySelector("input[type=file]");
    const panel = form.closest(".file-kind");
    const most = input.multiple ? Infinity : 1;
    form.querySelector("[data-upload-hint]").hidden = false;
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      sendAll(form, [...input.files], most);
    });
    panel.addEventListener("dragover", (event) => {
      event.preventDefault();
      panel.classList.add("file-kind--over");
    });
    panel.addEventListener("dragleave", (event) => {
      if (!panel.contains(event.relatedTarget)) panel.classList.remove("file-kind--over");
    });
    panel.addEventListener("drop", (event) => {
      event.preventDefault();
      panel.classList.remove("file-kind--over");
      const files = [...event.dataTransfer.files];
      if (files.length) sendAll(form, files, most);
    });
  });
})();
