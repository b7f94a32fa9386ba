// Draws the screens of scoring without a connection from the shell's templates, as self.portalScreens: the list of what
// was taken along, one criterion, the last screen. What it draws is pressed in taken-shell.js.
(() => {
  const piece = (name) => document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  const slot = (node, name) => node.querySelector(`[data-slot="${name}"]`);
  const address = (pk, screen) => `${self.portalTaken.at.queue}${pk}/?kriteria=${screen}`;
  const words = (text) => text.split(/\s+/).filter(Boolean).length;

  function say(node, texts) {
    Object.entries(texts).forEach(([name, text]) => { slot(node, name).textContent = text; });
    return node;
  }

  function way(text, href, name = "a") {
    const link = document.createElement(name);
    link.textContent = text;
    link.href = href;
    link.dataset.go = "";
    return link;
  }

  function press(text, kind, data) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = kind;
    button.textContent = text;
    Object.assign(button.dataset, data);
    return button;
  }

  // A packet with what is answered so far: each screen with its level, its reason and whether something is still open.
  function reviewOf(packet, answers) {
    const values = { ...packet.values };
    answers.filter((each) => each.pk === packet.pk).forEach((each) => { values[each.field] = each.value; });
    const screens = packet.screens.map((screen) => {
      const [level, why] = [values[screen.level], values[screen.why]];
      const chosen = screen.choices.find((each) => each.value === level);
      const needs = packet.reasons_at.includes(level);
      const lacks = needs && words(why) < packet.least_words;
      return { ...screen, why, chosen, needs, lacks, field: { level: screen.level, why: screen.why }, isOpen: !chosen || lacks };
    });
    return { ...packet, screens, comment: values.comment, open: screens.filter((each) => each.isOpen).length };
  }

  function seg(node, review, here) {
    slot(node, "seg").append(...review.screens.map((each) => {
      const mark = document.createElement("i");
      if (each.number === here) mark.className = "here";
      else if (!each.isOpen) mark.className = "on";
      return mark;
    }));
  }

  // The texts come from the portal's own templates, escaped there.
  function read(node, parts) {
    node.innerHTML = parts.map((part) => part.html).join("");
  }

  function asked(answer) {
    const node = say(piece("tanya"), {
      title: `${answer.title}: ${answer.question}`,
      why: answer.state === "clash" ? "Isian ini berubah juga di perangkat lain. Mana yang dipakai?" : answer.why,
      mine: answer.spoken ?? answer.value,
      stored: answer.choices?.[answer.stored] ?? answer.stored ?? "",
    });
    const data = { pk: answer.pk, field: answer.field };
    slot(node, "stored-line").hidden = answer.state !== "clash";
    slot(node, "do").append(...answer.state === "clash"
      ? [press("Pakai yang di sini", "btn btn-sm", { ...data, decide: "mine" }), press("Pakai yang di portal", "btn btn-sm", { ...data, decide: "stored" })]
      : [press("Buang isian ini", "btn btn-sm", { ...data, decide: "discard" })]);
    return node;
  }

  function list(reviews, answers) {
    const node = piece("daftar");
    slot(node, "asked").append(...answers.filter((each) => ["clash", "refused"].includes(each.state)).map(asked));
    slot(node, "items").append(...reviews.map((review) => {
      const done = review.screens.length - review.open;
      const state = review.open ? `${done} dari ${review.screens.length} kriteria terisi` : "Semua kriteria terisi";
      const item = say(piece("usulan"), {
        title: review.title,
        about: `${review.agency} · ${review.stage} · ${review.reference}`,
        state: `${state}${review.closes ? `, batas ${review.closes}` : ""}`,
      });
      const next = review.screens.find((each) => each.isOpen);
      slot(item, "title").href = address(review.pk, next ? next.number : "akhir");
      return item;
    }));
    const until = Math.min(...reviews.map((each) => each.until));
    const day = new Date(until).toLocaleDateString("id-ID", { day: "numeric", month: "long", year: "numeric" });
    slot(node, "until").textContent = reviews.length
      ? `Ada di perangkat ini sampai ${day}. Isian yang belum terkirim tetap disimpan sampai terkirim.`
      : "Tidak ada usulan di perangkat ini. Saat tersambung, bawa usulan dari halaman Penilaian.";
    return node;
  }

  function reason(review, screen) {
    const node = piece("alasan");
    const ready = screen.sentences[screen.chosen?.value] ?? [];
    const own = review.phrases.filter((text) => !ready.includes(text));
    const chips = (texts) => texts.map((text) => press(text, "chip", { sentence: text }));
    slot(node, "label").textContent = screen.chosen ? `Mengapa ${screen.chosen.number || "tidak dapat dinilai"}?` : "Tulis sebelum memilih";
    if (screen.chosen) slot(node, "ready").append(...chips([...ready, ...own.slice(0, 3)]));
    slot(node, "more-box").hidden = own.length <= 3 || !screen.chosen;
    slot(node, "more-name").textContent = `Kalimat Anda yang lain (${own.length - 3})`;
    slot(node, "more").append(...chips(own.slice(3)));
    node.querySelector("textarea").value = screen.why;
    return node;
  }

  function choices(screen) {
    const group = document.createElement("div");
    group.className = "answers";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", screen.name);
    group.append(...screen.choices.map((choice) => {
      const button = press("", `answer${choice.number ? "" : " answer--skip"}${choice === screen.chosen ? " answer--chosen" : ""}`, { level: choice.value });
      const [number, label] = [document.createElement("b"), document.createElement("span")];
      number.textContent = choice.number;
      label.textContent = choice === screen.chosen ? `${choice.label} (jawaban Anda)` : choice.label;
      button.append(...choice.number ? [number, label] : [label]);
      return button;
    }));
    return group;
  }

  function given(review, screen) {
    const line = document.createElement("p");
    line.className = "answer answer--chosen";
    const [number, label] = [document.createElement("b"), document.createElement("span")];
    number.textContent = screen.chosen.number || "–";
    label.append(screen.chosen.label, document.createElement("br"), way("Ganti", `${address(review.pk, screen.number)}&ganti=1`));
    line.append(number, label);
    return line;
  }

  // With `isChanging` the answers are shown again although a reason is still missing.
  function criterion(review, screen, isChanging) {
    const asks = screen.lacks && !isChanging;
    const count = review.screens.length;
    const node = say(piece("kriteria"), {
      place: `Kriteria ${screen.number} dari ${count}, ${review.title}`,
      name: screen.name,
      help: screen.help,
      weight: `Bobot ${screen.weight}.`,
    });
    seg(node, review, screen.number);
    const judged = screen.judged.map((key) => review.parts.find((part) => part.key === key)).filter(Boolean);
    const rest = review.parts.filter((part) => !judged.includes(part));
    read(slot(node, "judged"), judged);
    read(slot(node, "rest"), rest);
    slot(node, "judged-box").hidden = !judged.length;
    slot(node, "rest-box").open = !judged.length;
    slot(node, "rest-name").textContent = judged.length ? "Bagian lain usulan" : "Seluruh usulan";
    const on = press("Simpan, kriteria berikutnya", "btn btn-primary", { next: "" });
    const place = slot(node, "answer");
    if (asks) {
      place.append(given(review, screen), reason(review, screen), on);
    } else {
      const box = document.createElement("details");
      box.className = "desk__why";
      box.open = Boolean(screen.why) || screen.needs;
      const summary = document.createElement("summary");
      summary.textContent = screen.needs ? "Alasan" : "Alasan (boleh kosong)";
      box.append(summary, reason(review, screen), ...screen.chosen ? [on] : []);
      place.append(choices(screen), box);
    }
    const back = screen.number > 1 ? [way(`Kembali ke kriteria ${screen.number - 1}`, address(review.pk, screen.number - 1)), " "] : [];
    slot(node, "ways").append(...back, way("Semua jawaban dan komentar", address(review.pk, "akhir")));
    return node;
  }

  // `next` is what waits after it: itself while something is open, another that was taken along, or nothing.
  function last(review, next) {
    const node = say(piece("akhir"), { title: review.title, about: `${review.agency} · ${review.reference} · ${review.stage}` });
    seg(node, review, 0);
    read(slot(node, "rest"), review.parts);
    slot(node, "marks").append(...review.screens.map((screen) => {
      const level = screen.chosen ? [screen.chosen.number, screen.chosen.label].filter(Boolean).join(": ") : "Belum dinilai";
      const mark = say(piece("jawaban"), { name: screen.name, level, why: screen.why });
      const change = slot(mark, "change");
      change.textContent = `${screen.chosen ? "Ganti" : "Isi"} kriteria ${screen.number}`;
      change.href = `${address(review.pk, screen.number)}&ganti=1`;
      return mark;
    }));
    node.querySelector("textarea").value = review.comment;
    const on = slot(node, "next");
    const open = (next?.screens ?? []).find((each) => each.isOpen);
    on.textContent = !next ? "Ke daftar usulan" : next === review ? `Lanjut ke kriteria ${open.number}` : "Usulan berikutnya";
    on.href = next ? address(next.pk, open.number) : self.portalTaken.at.queue;
    return node;
  }

  function closed(title, text, label, href) {
    const node = say(piece("tutup"), { title, text, way: label });
    slot(node, "way").href = href;
    return node;
  }

  self.portalScreens = { address, reviewOf, list, criterion, last, closed };
})();
