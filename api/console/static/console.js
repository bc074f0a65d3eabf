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

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

for (const notice of document.querySelectorAll("[data-watch]")) {
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(notice.dataset.watch).catch(() => null);
    if (answer && answer.ok && String((await answer.json()).version) !== notice.dataset.version) {
      notice.hidden = false;
      clearInterval(looking);
    }
  };
  const looking = setInterval(look, 10000);
}
