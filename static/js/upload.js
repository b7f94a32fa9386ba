// Sends the files of form[data-upload] one by one with a progress bar each, also when they are dropped onto its panel;
// photos of form[data-upload-joins] go together, as pages of one PDF. Photos are made smaller first, where the browser
// can, because phones make large ones and lines are slow. Without this script the same form sends them all at once.
(() => {
  const LONGEST_SIDE = 3000;
  const SMALL_ENOUGH = 1.5 * 1024 * 1024;
  const QUALITY = 0.85;

  const isPhoto = (file) => file.type.startsWith("image/") || /\.(heic|heif)$/i.test(file.name);

  // The photo upright and smaller; the file as it is when it is small, or this browser cannot read it.
  async function smaller(file) {
    if (!isPhoto(file) || file.size <= SMALL_ENOUGH) return file;
    try {
      const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(photo.width * scale);
      canvas.height = Math.round(photo.height * scale);
      const context = canvas.getContext("2d");
      context.fillStyle = "white";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(photo, 0, 0, canvas.width, canvas.height);
      photo.close();
      const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
      if (!made || made.size >= file.size) return file;
      return new File([made], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
    } catch {
      return file;
    }
  }

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

  async function send(form, files, shown) {
    const data = new FormData(form);
    data.delete("file");
    // One photo after the other: several in memory at once are too much for a small phone.
    // oxlint-disable-next-line no-await-in-loop -- see above
    for (const file of files) data.append("file", await smaller(file));
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
        if (request.status === 413) {
          shown.say("Berkas ini terlalu besar untuk diterima. Perkecil dahulu, lalu unggah lagi.", "refused");
          return done(false);
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

  // What is sent together: each file alone; all photos as one where they become one PDF.
  function parcels(form, files) {
    const photos = "uploadJoins" in form.dataset ? files.filter(isPhoto) : [];
    const alone = files.filter((file) => !photos.includes(file)).map((file) => [file]);
    return photos.length ? [photos, ...alone] : alone;
  }

  const named = (files) => (files.length > 1 ? `${files[0].name} dan ${files.length - 1} foto lain, menjadi satu PDF` : files[0].name);

  async function sendAll(form, files) {
    const place = form.querySelector("[data-upload-progress]");
    const waiting = parcels(form, files);
    const most = form.dataset.upload ? waiting.length : 1;
    place.replaceChildren();
    form.setAttribute("aria-busy", "true");
    const results = [];
    // One after the other: on a slow line several at once only make each of them fail.
    // oxlint-disable-next-line no-await-in-loop -- see above
    for (const parcel of waiting.slice(0, most)) results.push(await send(form, parcel, line(place, named(parcel))));
    for (const parcel of waiting.slice(most)) results.push(leaveOut(line(place, named(parcel))));
    form.removeAttribute("aria-busy");
    if (results.every(Boolean)) showAnew(form);
    else if (results.some(Boolean)) offerReload(place);
  }

  // The page anew, with the kind that was worked on still open; nothing of the form is unsaved then.
  function showAnew(form) {
    const kind = form.elements.kind.value;
    if (form.closest(".file-kind")) history.replaceState(null, "", `${location.pathname}?buka=${kind}#jenis-${kind}`);
    form.reset();
    form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
    location.reload();
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
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      sendAll(form, [...input.files]);
    });
    if (!panel) return;
    form.querySelector("[data-upload-hint]").hidden = false;
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
      panel.open = true;
      form.closest("details").open = true;
      const files = [...event.dataTransfer.files];
      if (files.length) sendAll(form, files);
    });
  });
})();
