// Every page works without this file. It keeps a form from being sent twice, and says when a page has grown old.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});

// The stroke leads to the search, as long as nobody is typing somewhere else.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-slash]");
  if (!search) return;
  event.preventDefault();
  search.focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

for (const watch of document.querySelectorAll("[data-watch]")) {
  const [notice] = watch.children;
  const look = async () => {
    if (document.hidden || !notice.hidden) return;
    const answer = await fetch(watch.dataset.watch, { redirect: "error" }).catch(() => null);
    if (answer?.ok) notice.hidden = String((await answer.json()).version) === watch.dataset.version;
  };
  setInterval(look, 10000);
  document.addEventListener("visibilitychange", look);
}
