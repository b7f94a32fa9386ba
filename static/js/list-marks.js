// Lists and tables in textarea[data-paste-clean]: buttons above it write the plain marks that proposals/text/blocks.py
// reads, Enter continues a list and ends it on an empty item. All goes through the browser's own typing, so that undo,
// autosave and the word count see it. The Tab key is left alone. Needs paste-clean.js before it.
(() => {
  const DEEPEST = 4;
  const ITEM = /^([ \t]*)([-*\u2022\u2013]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)]|\(?[a-z][.)])[ \t]+/i;
  const COUNTED = /^(\(?(?:\d{1,2}\.)*)(\d{1,2})([.)])$/;
  const LETTERED = /^(\(?)([a-y])([.)])$/i;
  const TABLE = "Judul | Judul | Judul\n… | … | …\n… | … | …";
  const BUTTONS = [
    ["bullet", "Daftar"],
    ["number", "Bernomor", "Daftar bernomor"],
    ["out", "⇤", "Keluar satu tingkat"],
    ["in", "⇥", "Masuk satu tingkat lebih dalam"],
    ["table", "Tabel", "Sisipkan tabel"],
  ];

  function read(line) {
    const found = ITEM.exec(line);
    if (!found) return { level: 0, sign: "", words: line.trim() };
    const width = found[1].replaceAll("\t", "  ").length;
    return { level: Math.min(Math.floor(width / 2), DEEPEST), sign: found[2], words: line.slice(found[0].length), start: found[0].length };
  }

  const write = ({ level, sign, words }) => (sign ? `${"  ".repeat(level)}${sign} ${words}` : words);

  // The sign of the item after one: nothing where nobody can tell, as after "H. Ahmad" or a Roman number.
  function after(sign, before) {
    const counted = COUNTED.exec(sign);
    if (counted) return `${counted[1]}${Number(counted[2]) + 1}${counted[3]}`;
    const lettered = LETTERED.exec(sign);
    if (!lettered) return /\w/.test(sign) ? "" : sign;
    const [, open, letter, close] = lettered;
    const isBegun = letter === "a" || before === `${open}${String.fromCharCode(letter.charCodeAt(0) - 1)}${close}`;
    return isBegun ? `${open}${String.fromCharCode(letter.charCodeAt(0) + 1)}${close}` : "";
  }

  // The sign of the nearest item above on the same level.
  function above(lines, level) {
    for (let at = lines.length - 1; at >= 0; at -= 1) {
      const item = read(lines[at]);
      if (!item.sign || item.level < level) return "";
      if (item.level === level) return item.sign;
    }
    return "";
  }

  function replace(field, from, to, text, caret, caretEnd) {
    field.focus();
    field.setSelectionRange(from, to);
    window.pasteClean.insert(field, text);
    field.setSelectionRange(caret, caretEnd ?? caret);
  }

  const MAKES = {
    bullet: (item, all) => ({ ...item, sign: all ? "" : "-" }),
    number: (item, all, lines) => ({ ...item, sign: all ? "" : after(above(lines, item.level), "") || "1." }),
    in: (item) => ({ ...item, sign: item.sign || "-", level: item.sign ? Math.min(item.level + 1, DEEPEST) : 0 }),
    out: (item) => ({ ...item, sign: item.level ? item.sign : "", level: Math.max(item.level - 1, 0) }),
  };
  const IS_MADE = { bullet: (item) => item.sign === "-", number: (item) => COUNTED.test(item.sign) };

  // The lines that are touched by the selection, made into what the button says.
  function change(field, kind) {
    const from = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const end = field.value.indexOf("\n", Math.max(field.selectionEnd - (field.selectionEnd > field.selectionStart ? 1 : 0), from));
    const to = end < 0 ? field.value.length : end;
    const lines = field.value.slice(from, to).split("\n");
    const all = lines.filter((line) => line.trim()).every((line) => IS_MADE[kind]?.(read(line))) && Boolean(lines.join("").trim());
    const made = field.value.slice(0, from).split("\n").slice(0, -1);
    const first = made.length;
    lines.forEach((line) => {
      const skipped = !line.trim() && lines.length > 1;
      made.push(skipped ? line : write(MAKES[kind](read(line), all, made)));
    });
    const text = made.slice(first).join("\n");
    replace(field, from, to, text, from + text.length);
  }

  function table(field) {
    const end = field.value.indexOf("\n", field.selectionEnd);
    const at = end < 0 ? field.value.length : end;
    const isEmpty = !field.value.slice(field.value.lastIndexOf("\n", at - 1) + 1, at).trim();
    const lead = isEmpty ? "" : "\n\n";
    const start = at + lead.length;
    replace(field, at, at, `${lead}${TABLE}${end < 0 ? "" : "\n"}`, start, start + "Judul".length);
  }

  // Enter inside an item; false where the browser's own line break is right.
  function carryOn(field) {
    const caret = field.selectionStart;
    const from = field.value.lastIndexOf("\n", caret - 1) + 1;
    const end = field.value.indexOf("\n", caret);
    const to = end < 0 ? field.value.length : end;
    const item = read(field.value.slice(from, to));
    if (caret !== field.selectionEnd || !item.sign || caret < from + item.start) return false;
    if (!item.words.trim()) {
      const out = write(MAKES.out(item));
      replace(field, from, to, out, from + out.length);
      return true;
    }
    const lines = field.value.slice(0, from).split("\n").slice(0, -1);
    const sign = after(item.sign, above(lines, item.level));
    if (!sign) return false;
    const opening = `\n${write({ level: item.level, sign, words: "" })}`;
    replace(field, caret, caret, opening, caret + opening.length);
    return true;
  }

  function press(event) {
    const { target: field } = event;
    if (event.inputType !== "insertLineBreak" || event.isComposing || !field.matches?.("textarea[data-paste-clean]")) return;
    if (carryOn(field)) event.preventDefault();
  }

  function equip(field) {
    const bar = document.createElement("div");
    bar.className = "marks";
    bar.role = "group";
    bar.ariaLabel = `Daftar dan tabel: ${field.labels[0]?.firstChild.textContent.trim() ?? ""}`;
    BUTTONS.forEach(([kind, label, name]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = label;
      if (name) button.ariaLabel = button.title = name;
      // The field keeps the caret, and a phone its keyboard.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => (kind === "table" ? table(field) : change(field, kind)));
      bar.append(button);
    });
    field.before(bar);
  }

  document.querySelectorAll("textarea[data-paste-clean]").forEach(equip);
  document.addEventListener("beforeinput", press);
})();
