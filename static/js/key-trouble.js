// Says in words that a security key or passkey did not work; django-allauth only writes it to the console.
document.addEventListener("allauth.error", () => {
  let notice = document.getElementById("key-trouble");
  if (!notice) {
    notice = document.createElement("p");
    notice.id = "key-trouble";
    notice.className = "notice notice--error";
    notice.setAttribute("role", "alert");
    document.querySelector("main h1").after(notice);
  }
  notice.textContent = "Kunci tidak terbaca atau dibatalkan. Coba lagi, atau pakai cara lain untuk masuk.";
});
