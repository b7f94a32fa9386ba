// A table of [data-cells]: its cells lose their name, so that the page sends the text beside them alone, and the text
// follows what is typed; what is put into the text (another version, what was kept on this machine) comes back into the
// cells. [data-more] adds an empty row, as the server does where no script runs.
(() => {
  const SIZE = 5;

  document.querySelectorAll("[data-cells]").forEach((table) => {
    const text = document.getElementById(table.dataset.cells);
    const more = table.querySelector("[data-more]");
    const rows = () => [...table.querySelectorAll("fieldset")];
    const inputs = (row) => [...row.querySelectorAll("input")];
    const clean = (cell) => cell.replace(/\|/g, "/").replace(/\s+/g, " ").trim();
    let shown = text.value;

    const asText = () => rows()
      .map((row) => inputs(row).map((input) => clean(input.value)))
      .filter((cells) => cells.some((cell) => cell !== "" && cell !== "-"))
      .map((cells) => cells.map((cell) => cell || "-").join(" | "))
      .join("\n");

    function add() {
      const row = table.querySelector("fieldset").cloneNode(true);
      row.querySelector("legend").textContent = `Baris ${rows().length + 1}`;
      inputs(row).forEach((input) => { input.value = ""; });
      more.before(row);
      return row;
    }

    function show() {
      shown = text.value;
      const lines = text.value.split("\n").filter((line) => line.trim());
      while (rows().length <= lines.length) add();
      rows().forEach((row, at) => {
        const cells = (lines[at] ?? "").split("|").map((cell) => cell.trim());
        inputs(row).forEach((input, place) => { input.value = place < SIZE && cells[place] !== "-" ? cells[place] ?? "" : ""; });
      });
    }

    function tell(kind) {
      const said = asText();
      if (said !== shown) text.value = shown = said;
      text.dispatchEvent(new Event(kind, { bubbles: true }));
    }

    rows().flatMap(inputs).forEach((input) => input.removeAttribute("name"));
    table.addEventListener("input", (event) => { if (event.target === text) { if (text.value !== shown) show(); } else tell("input"); });
    table.addEventListener("change", (event) => { if (event.target !== text) tell("change"); });
    text.addEventListener("focus", () => inputs(rows()[0])[0].focus());
    more.addEventListener("click", (event) => {
      event.preventDefault();
      inputs(add())[0].focus();
    });
    if (text.value !== asText()) show();
  });
})();
