// Shows the criteria of a form[data-score-steps] one at a time; without this script they stand one below the other.
(() => {
  const form = document.querySelector("form[data-score-steps]");
  if (!form) return;
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const end = form.querySelector("[data-score-end]");
  const next = form.querySelector("[data-score-next]");
  const save = form.querySelector("[data-score-save]");
  const map = form.querySelector("[data-score-map]");
  const links = [...map.querySelectorAll("a")];
  const marks = [...map.querySelectorAll("i")];
  const last = criteria.length - 1;
  const chosen = (criterion) => criterion.querySelector("input[type=radio]:checked");
  let here = 0;

  function draw() {
    const complete = criteria.every(chosen);
    criteria.forEach((each, at) => {
      const answer = chosen(each);
      each.hidden = at !== here;
      marks[at].className = at === here ? "here" : answer ? "on" : "";
      links[at].querySelector(".steps__state").textContent = answer ? "dinilai" : "belum";
      if (at === here) links[at].setAttribute("aria-current", "step");
      else links[at].removeAttribute("aria-current");
    });
    end.hidden = here < last;
    next.hidden = here === last;
    // Saving is offered where it can succeed; while it is, going on is the lesser button.
    if (save) save.hidden = here < last && !complete;
    next.classList.toggle("btn-primary", !save || save.hidden);
  }

  function show(at) {
    here = at;
    draw();
  }

  // What somebody wants to see: a criterion, or the end, which stands with the last one.
  function reveal(target) {
    const at = end.contains(target) ? last : criteria.findIndex((each) => each.contains(target));
    if (at >= 0) show(at);
  }

  form.addEventListener("portal:show", (event) => reveal(event.target));
  form.addEventListener("change", draw);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    reveal(document.getElementById(link.hash.slice(1)));
    map.open = false;
  });
  next.addEventListener("click", () => {
    show(here + 1);
    criteria[here].tabIndex = -1;
    criteria[here].focus({ preventScroll: true });
    if (form.getBoundingClientRect().top < 0) form.scrollIntoView();
  });

  const wrong = form.querySelector(".field--invalid");
  const open = criteria.findIndex((each) => !chosen(each));
  show(Math.max(open, 0));
  if (wrong) reveal(wrong);
})();
