// A browser may keep a whole page to show it again on "Back" without asking. A private page is not shown from there:
// it is hidden when it is put away and fetched anew when it comes back, which after signing out leads to the sign-in.
(() => {
  if (!("person" in document.body.dataset)) return;

  window.addEventListener("pagehide", (event) => {
    if (event.persisted) document.documentElement.classList.add("put-away");
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
