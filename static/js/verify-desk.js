// The verification desk: the yellow button follows the answers, and keys A, R, T, N, S and digits work outside text boxes.
(() => {
  const form = document.querySelector("form[data-verify-desk]");
  if (!form) return;
  const KEPT = "verify-desk-keys-off";
  const button = (value) => form.querySelector(`button[name=hasil][value=${value}]`);
  const extras = [...form.querySelectorAll("[data-extra]")];
  const written = (extra) => extra.querySelector("textarea").value.trim() !== "";
  const questions = [...form.querySelectorAll("[data-question]")];
  const keysOn = form.querySelector("[data-keys-on]");
  // The page of a file that was turned to last.
  let leaf = document.querySelector("[data-leaf][data-asked]");

  function follow() {
    const lacking = form.querySelectorAll("input[type=radio][value=belum]:checked").length;
    const amount = lacking + extras.filter(written).length;
    form.querySelector("[data-amount]").textContent = amount;
    button("terima").classList.toggle("btn-sun", amount === 0);
    button("perbaikan").classList.toggle("btn-sun", amount > 0);
    extras.forEach((extra, place) => {
      const file = extra.querySelector("select").value.startsWith("file:");
      extra.querySelector("[data-page]").hidden = !file;
      // One empty row at a time.
      extra.hidden = place > 0 && !written(extra) && !written(extras[place - 1]);
    });
  }

  function allFit() {
    form.querySelectorAll("[data-question]").forEach((question) => {
      if (!question.querySelector("input:checked")) question.querySelector("input[value=sesuai]").checked = true;
    });
    follow();
  }

  function lacks(question) {
    question.querySelector("input[value=belum]").checked = true;
    follow();
    question.querySelector("textarea").focus();
  }

  function another(on = leaf) {
    form.querySelector("[data-extras]").open = true;
    const empty = extras.find((extra) => !written(extra));
    if (empty && on) {
      empty.querySelector("select").value = on.dataset.leaf;
      empty.querySelector("[data-page] input").value = on.dataset.page;
    }
    follow();
    (empty ?? extras.at(-1)).querySelector(on === leaf ? "select" : "textarea").focus();
  }

  const reason = form.querySelector("#alasan");

  function reject() {
    if (button("tolak") && reason.value.trim()) {
      button("tolak").click();
      return;
    }
    form.querySelector("[data-reason]").open = true;
    reason.focus();
  }

  function showKeys() {
    form.querySelectorAll("[data-key]").forEach((key) => { key.hidden = !keysOn.checked; });
  }

  const actions = {
    a: () => button("terima").click(),
    r: () => button("perbaikan").click(),
    t: reject,
    n: () => another(),
    s: allFit,
  };

  form.querySelector("[data-keys]").hidden = false;
  keysOn.checked = localStorage.getItem(KEPT) === null;
  keysOn.addEventListener("change", () => {
    if (keysOn.checked) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "1");
    showKeys();
  });
  form.querySelector("[data-all-fits]")?.addEventListener("click", (event) => {
    event.preventDefault();
    allFit();
  });
  button("tolak")?.addEventListener("click", (event) => {
    if (reason.value.trim()) return;
    event.preventDefault();
    reject();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-remark-here]")) return;
    event.preventDefault();
    leaf = null;
    another(event.target.closest("[data-leaf]"));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.matches("[data-leaf]")) return;
    leaf = event.target;
    // The way on from the last page is gone; the way back takes the focus.
    if (document.activeElement === document.body) leaf.querySelector("a.btn").focus();
  });
  ["input", "change"].forEach((name) => form.addEventListener(name, follow));
  follow();
  showKeys();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const inText = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (event.key === "Escape" && inText) event.target.blur();
    if (!keysOn.checked || inText) return;
    const act = actions[event.key.toLowerCase()];
    const asked = /^[1-9]$/.test(event.key) ? questions[event.key - 1] : null;
    if (!act && !asked) return;
    event.preventDefault();
    if (act) act();
    else lacks(asked);
  });
})();
