// What every page needs beyond HTML: dismissing messages, closing menus, "/" to search. Pages work without it.

document.documentElement.classList.add("js");

const MENUS = "details:is(.account, .keys)[open]"; // closed by a press elsewhere and by Escape

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) dismiss.closest(".notice").remove();
  for (const menu of document.querySelectorAll(MENUS)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    const box = document.querySelector("[data-slash]");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
});

// A page taken from the browser's history after signing in again would hold an old token: send the cookie's.
document.addEventListener("htmx:configRequest", (event) => {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (cookie) event.detail.headers["X-CSRFToken"] = cookie[1];
});

// Who signs out leaves nothing typed behind on this machine (js/grid/keep.js).
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-signout]") || event.defaultPrevented) return;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("portal.kept.")) sessionStorage.removeItem(key);
});

// A second press of a button while its form is on the way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000); // a download leaves the page standing
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

function closeMenus() {
  for (const menu of document.querySelectorAll(MENUS)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}
