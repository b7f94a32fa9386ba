// In a form[data-score-taps], a digit presses the answer of that level (0: cannot be judged); where a reason is asked, the box is ready.
(() => {
  const form = document.querySelector("form[data-score-taps]");
  if (!form) return;
  const answers = [...form.querySelectorAll("button.answer")];
  const hint = document.querySelector("[data-keys-hint]");
  const isThumbed = matchMedia("(pointer: coarse)").matches;
  if (hint && answers.length && !isThumbed) hint.hidden = false;
  // On a phone the keyboard would cover the ready sentences. Going to the fragment takes the focus away: only then.
  if (!answers.length && !isThumbed) {
    const box = form.querySelector("textarea");
    window.addEventListener("load", () => requestAnimationFrame(() => box.focus({ preventScroll: true })));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !/^[0-9]$/.test(event.key)) return;
    if (["TEXTAREA", "SELECT", "INPUT"].includes(event.target.tagName)) return;
    const pressed = event.key === "0" ? answers.at(-1) : answers.slice(0, -1).find((each) => each.value === event.key);
    if (!pressed || pressed.disabled) return;
    event.preventDefault();
    pressed.click();
  });
})();
