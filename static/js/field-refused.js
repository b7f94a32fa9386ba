// Marks the fields that a save in the background refused ("portal:refused" of autosave.js): the sentence at the field,
// aria-invalid, and both gone once the field is mended. A link in [data-save-state] leads to its field.
(() => {
  const shell = (name) => document.getElementById(`div_id_${name}`);
  const controls = (form, name) => [...form.elements].filter((control) => control.name === name);

  function describe(control, id, isWrong) {
    const told = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
    if (isWrong) told.add(id);
    else told.delete(id);
    if (told.size) control.setAttribute("aria-describedby", [...told].join(" "));
    else control.removeAttribute("aria-describedby");
    if (isWrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    control.classList.toggle("is-invalid", isWrong && control.matches(".form-control, .form-select"));
  }

  function clear(form, name) {
    shell(name).classList.remove("field--invalid");
    shell(name).querySelectorAll(".field__error").forEach((error) => error.remove());
    controls(form, name).forEach((control) => describe(control, `id_${name}_error`, false));
  }

  function mark(form, name, sentence) {
    clear(form, name);
    const error = document.createElement("div");
    error.id = `id_${name}_error`;
    error.className = "field__error";
    error.textContent = sentence;
    const [control] = controls(form, name);
    const label = shell(name).querySelector("label.form-label, legend");
    if (control.parentElement === shell(name)) control.before(error);
    else label?.after(error);
    shell(name).classList.add("field--invalid");
    controls(form, name).forEach((each) => describe(each, error.id, true));
  }

  document.addEventListener("portal:refused", (event) => {
    const { errors, fine } = event.detail;
    const isHere = (name) => shell(name) && controls(event.target, name).length;
    fine.filter(isHere).forEach((name) => clear(event.target, name));
    Object.entries(errors).filter(([name]) => isHere(name)).forEach(([name, sentence]) => mark(event.target, name, sentence));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-save-state] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
})();
