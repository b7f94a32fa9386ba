// The profile page: shows a question of [data-asked-when] while an answer on the page calls for it, turns a long list of
// boxes in [data-search] into chips with a search, groups the digits of [data-rupiah] on leaving it, fills the point from
// the device on [data-locate], takes the point out of a map's link or of degrees and minutes pasted into the first box,
// puts the draft offered by [data-fill] into its field, and asks a friendly question in [data-place] when the point is
// far from the city's centre.
(() => {
  const rupiah = (text) => Number(text.replace(/,.*$/, "").replace(/\D/g, ""));

  // As `meets` of the guide judges an answer: one of some choices, an earlier day, a greater amount, a yes or no.
  function meets(rule, answer) {
    if (answer === "") return false;
    if (Array.isArray(rule)) return rule.includes(answer);
    if (rule.before) return answer < rule.before;
    if (rule.above !== undefined) return rupiah(answer) > rule.above;
    return answer === (rule ? "True" : "False");
  }

  function showAsked() {
    document.querySelectorAll("[data-asked-when]").forEach((question) => {
      // In the order of the page, so that what a hidden question holds calls for nothing.
      question.hidden = !Object.entries(JSON.parse(question.dataset.askedWhen)).some(([name, rule]) => {
        const control = document.getElementById(`id_${name}`);
        return control && !control.closest("[hidden]") && meets(rule, control.value);
      });
    });
  }

  document.addEventListener("input", showAsked);
  document.addEventListener("change", showAsked);
  showAsked();

  document.querySelectorAll("[data-search]").forEach((fold) => {
    const list = fold.querySelector(".pick");
    const none = fold.dataset.search;
    const chips = [...list.querySelectorAll("label")].map((label) => ({
      label, box: label.querySelector("input"), words: label.textContent.trim().toLowerCase(),
    }));
    const search = Object.assign(document.createElement("input"), { type: "search", className: "form-control", autocomplete: "off" });
    const told = Object.assign(document.createElement("p"), { className: "form-text" });
    search.setAttribute("aria-label", "Cari urusan");
    search.placeholder = "Cari, misalnya kesehatan";
    told.setAttribute("role", "status");

    function look() {
      const wanted = search.value.trim().toLowerCase();
      let found = 0;
      chips.forEach(({ label, box, words }) => {
        const fits = wanted !== "" && words.includes(wanted);
        found += fits;
        label.hidden = !fits && !box.checked && box.value !== none;
      });
      told.textContent = wanted && !found ? "Tidak ada urusan dengan nama itu." : "";
    }

    list.className = "chips";
    list.querySelectorAll(".pick__group").forEach((heading) => heading.remove());
    chips.forEach(({ label }) => { label.className = "chip"; });
    list.before(search, told);
    fold.open = true;
    fold.querySelector("summary").hidden = true;
    search.addEventListener("input", look);
    // The search is no answer: Enter in it must not send the page.
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    list.addEventListener("change", ({ target }) => {
      chips.forEach(({ box }) => {
        if (box !== target && target.checked && (target.value === none || box.value === none)) box.checked = false;
      });
      look();
    });
    look();
  });

  // As `places.py` of the server reads a point.
  const NUMBER = "([-+−]?\\d{1,3}(?:[.,]\\d+)?)";
  const PAIR = /^\s*([-+−]?\d+[.,]\d+)\s*[,;\s]\s*([-+−]?\d+[.,]\d+)\s*$/;
  const IN_LINK = [
    /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/,
    /[?&](?:q|query|ll|destination|daddr)=(?:loc:)?(-?\d+\.\d+)(?:,|%2C)(?:\+|%20)*(-?\d+\.\d+)/i,
    /\/(?:place|search)\/(-?\d+\.\d+),\+?(-?\d+\.\d+)/,
    /@(-?\d+\.\d+),(-?\d+\.\d+)/,
  ];
  const HALF = `${NUMBER}\\s*°?\\s*(?:(\\d{1,2}(?:[.,]\\d+)?)\\s*['′’])?\\s*(?:(\\d{1,2}(?:[.,]\\d+)?)\\s*(?:"|″|”|''))?\\s*`;
  const MINUTES = new RegExp(`^\\s*${HALF}(LS|LU|N|S|U)\\s*[,;]?\\s*${HALF}(BT|BB|E|W|T|B)\\s*$`, "i");
  const SHORT = /^\s*(?:https?:\/\/)?(?:maps\.app\.goo\.gl|goo\.gl\/maps)\//i;
  const LINK = /^\s*(?:https?:\/\/|www\.|maps\.)/i;
  const degrees = (text) => Number(text.replace("−", "-").replace(",", "."));

  function decimal(whole, minutes, seconds, side) {
    const amount = Math.abs(degrees(whole)) + degrees(minutes ?? "0") / 60 + degrees(seconds ?? "0") / 3600;
    return (/^(?:LS|S|BB|W|B)$/i.test(side) ? -amount : amount).toFixed(6);
  }

  // The two halves of a point, as texts; null when the text is not one.
  function pointIn(text) {
    const found = LINK.test(text) ? IN_LINK.map((form) => form.exec(text)).find(Boolean) : PAIR.exec(text);
    if (found) return [found[1], found[2]];
    const parts = MINUTES.exec(text);
    return parts && [decimal(...parts.slice(1, 5)), decimal(...parts.slice(5, 9))];
  }

  const radians = (angle) => angle * Math.PI / 180;

  function kilometres(latitude, longitude, otherLatitude, otherLongitude) {
    const half = Math.sin(radians(otherLatitude - latitude) / 2) ** 2
      + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * Math.sin(radians(otherLongitude - longitude) / 2) ** 2;
    return 2 * 6371.0088 * Math.asin(Math.sqrt(half));
  }

  document.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-rupiah]") || !/^[\d.\s]+$/.test(field.value)) return;
    field.value = field.value.replace(/\D/g, "").replace(/\B(?=(\d{3})+$)/g, ".");
  }, true);

  // As typed, so that the browser's undo brings back what stood there.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-fill]");
    if (!button) return;
    const field = document.getElementById(button.dataset.fill);
    event.preventDefault();
    field.focus();
    field.select();
    document.execCommand("insertText", false, button.dataset.words);
  });

  document.querySelectorAll("[data-place]").forEach((place) => {
    const latitude = document.getElementById("id_latitude");
    const longitude = document.getElementById("id_longitude");
    const note = place.querySelector("[data-place-note]");
    const button = place.querySelector("[data-locate]");
    const centre = place.dataset;

    function look() {
      const point = [latitude.value, longitude.value];
      if (LINK.test(point[0])) {
        note.textContent = SHORT.test(point[0]) ? place.dataset.short : place.dataset.bare;
        return;
      }
      if (point.includes("")) {
        note.textContent = "";
        return;
      }
      const far = kilometres(...point.map(degrees), Number(centre.latitude), Number(centre.longitude));
      note.textContent = far > Number(centre.far) ? `Titik ini ${Math.round(far)} km dari pusat kota. Benarkah di sana?` : "";
    }

    function put(field, value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }

    latitude.addEventListener("input", () => {
      const point = pointIn(latitude.value);
      if (!point) return;
      put(latitude, point[0]);
      put(longitude, point[1]);
    });
    [latitude, longitude].forEach((field) => field.addEventListener("input", look));
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      note.textContent = "Mencari lokasi …";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          put(latitude, coords.latitude.toFixed(6));
          put(longitude, coords.longitude.toFixed(6));
          look();
        },
        () => { note.textContent = "Lokasi perangkat tidak dapat dibaca. Isi lintang dan bujurnya sendiri."; },
        { timeout: 15000 },
      );
    });
  });
})();
