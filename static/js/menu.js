// Closes an open [data-drop] menu on Escape (focus goes back to its button) and on a click elsewhere.
(() => {
  const open = () => document.querySelectorAll("details[data-drop][open]");

  document.addEventListener("click", (event) => {
    open().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
