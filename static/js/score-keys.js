// In a form[data-score-keys], a digit chooses that level of the criterion in focus (0: cannot be judged) and moves on to what is next.
(() => {
  const form = document.querySelector("form[data-score-keys]");
  if (!form) return;
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const hint = form.querySelector("[data-keys-hint]");
  if (hint) hint.hidden = false;

  const radios = (criterion) => [...criterion.querySelectorAll("input[type=radio]")];

  // The percentage each criterion carries; one that cannot be judged hands its weight to the others.
  function spread() {
    const skipped = (criterion) => radios(criterion).at(-1)?.checked;
    const reach = (criterion) => criterion.dataset.weight * criterion.dataset.top;
    const total = criteria.filter((each) => !skipped(each)).reduce((sum, each) => sum + reach(each), 0);
    criteria.forEach((each) => {
      const part = skipped(each) || !total ? 0 : Math.round((100 * reach(each)) / total);
      each.querySelector("[data-share]").textContent = `${part}%`;
    });
  }

  form.addEventListener("change", spread);
  spread();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    if (["TEXTAREA", "SELECT"].includes(event.target.tagName) || event.target.type === "text") return;
    const here = criteria.find((each) => each.contains(document.activeElement))
      ?? criteria.find((each) => !radios(each).some((radio) => radio.checked));
    if (!here) return;
    const options = radios(here);
    const chosen = event.key === "0" ? options.at(-1) : options.slice(0, -1).find((radio) => radio.value === event.key);
    if (!chosen || chosen.matches(":disabled")) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    // On to the reason where the level asks for one, else to the next criterion as a whole: on one of its radios, a
    // space typed too early would choose a level.
    const next = criteria[criteria.indexOf(here) + 1];
    const asks = form.dataset.reasons.split(" ").includes(chosen.value);
    if (next) next.tabIndex = -1;
    const target = asks || !next ? here.querySelector("textarea") : next;
    target.dispatchEvent(new Event("portal:show", { bubbles: true }));
    target.focus();
  });
})();
