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

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  const form = button?.form;
  const name = button?.dataset.add;
  const [blank, count] = form ? [[...form.querySelectorAll("template[data-row]")].find((one) => one.dataset.row === name), form.elements[`${name}.n`]] : [];
  const place = Number(count?.value);
  if (!blank || place >= Number(blank.dataset.most)) return;
  event.preventDefault();
  const made = document.createElement("template");
  made.innerHTML = blank.innerHTML.replaceAll(`${name}.~`, `${name}.${place}`);
  for (const number of made.content.querySelectorAll("[data-number]")) {
    if (number.textContent === "~") number.textContent = place + 1;
  }
  const row = made.content.firstElementChild;
  button.before(made.content);
  count.value = place + 1;
  button.hidden = place + 1 >= Number(blank.dataset.most);
  row.querySelector("input:not([type='hidden']), select, textarea")?.focus();
});
