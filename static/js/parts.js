// On a phone, shows the texts of a form[data-parts] a few at a time, so that no screen is longer than three of the
// telephone's; "Lanjut" and "Sebelumnya" of the bar turn them before they leave the page. All stay in the one form: what
// is written is saved, merged and sent as ever. A link or an address that names a field opens where it is.
(() => {
  // Of the three screens; and what a box takes once something usual is written in it, in pixels.
  const LONGEST = 2.8;
  const USUAL_BOX = 440;
  const form = document.querySelector("form[data-parts]");
  if (!form) return;
  const phone = matchMedia("(max-width: 39.99rem)");
  const parts = [...form.querySelectorAll(".writing__part")];
  const place = form.querySelector("[data-parts-place]");
  const boxes = (page) => page.map((part) => part.querySelector("textarea"));
  let pages = [];
  let here = 0;

  // As many parts after each other as fit; a part that is longer than that stands alone.
  function divided() {
    const room = LONGEST * window.innerHeight - (document.documentElement.scrollHeight - parts.reduce((sum, part) => sum + part.offsetHeight, 0));
    const found = [];
    let left = -1;
    parts.forEach((part) => {
      const box = part.querySelector("textarea").offsetHeight;
      const tall = part.offsetHeight - box + Math.max(box, USUAL_BOX);
      if (tall > left) {
        found.push([]);
        left = room;
      }
      found.at(-1).push(part);
      left -= tall;
    });
    return found;
  }

  function show(number) {
    here = number;
    const shown = phone.matches && pages.length > 1 ? pages[here] : parts;
    parts.forEach((part) => { part.hidden = !shown.includes(part); });
    place.hidden = shown.length === parts.length;
    const [first, last] = [parts.indexOf(shown[0]) + 1, parts.indexOf(shown.at(-1)) + 1];
    place.textContent = `Bagian ${first === last ? first : `${first} sampai ${last}`} dari ${parts.length}`;
  }

  const pageOf = (element) => pages.findIndex((page) => page.some((part) => part.contains(element)));

  // Where an address leads; else to what has to be repaired; else to the first.
  function wanted() {
    const named = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const wrong = form.querySelector(".writing__part :is([data-conflict], [aria-invalid=true])");
    return Math.max(pageOf(named), named ? -1 : pageOf(wrong), 0);
  }

  function turn(number) {
    const isOnward = number > here;
    show(number);
    const page = boxes(pages[here]);
    history.pushState(null, "", `#${page[0].id}`);
    place.scrollIntoView();
    // The first box that is still empty is ready to be written in; whoever turns back reads first.
    if (isOnward) (page.find((box) => !box.value) ?? page[0]).focus({ preventScroll: true });
  }

  form.addEventListener("click", (event) => {
    if (!phone.matches || pages.length < 2) return;
    const isOn = event.target.closest("button[name=lanjut]") && here < pages.length - 1;
    const isBack = event.target.closest("[data-parts-back]") && here > 0;
    if (!isOn && !isBack) return;
    event.preventDefault();
    turn(here + (isOn ? 1 : -1));
  });

  // Before the browser goes to a field that a link names, it has to be there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#']");
    if (!link || link.pathname !== location.pathname || !phone.matches) return;
    const number = pageOf(document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (number >= 0) show(number);
  });

  window.addEventListener("popstate", () => {
    show(wanted());
    place.scrollIntoView();
  });

  function begin() {
    parts.forEach((part) => { part.hidden = false; });
    pages = phone.matches ? divided() : [parts];
    show(wanted());
  }

  phone.addEventListener("change", begin);
  // Once the type is there: what a page takes is measured.
  document.fonts.ready.then(() => {
    begin();
    if (location.hash && pages.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
})();
