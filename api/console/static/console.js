// Every page works without this file. It keeps a form from being sent twice, says when a page has grown old, leads to the
// search, and puts a calendar beside each field of a day, in which the day may be typed or pasted all the same.
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

for (const field of document.querySelectorAll("input[data-day]")) {
  const calendar = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1, className: "calendar" });
  if (!calendar.showPicker) break;
  calendar.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "second pick" });
  button.textContent = field.dataset.day;
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  if (label) button.setAttribute("aria-label", `${field.dataset.day}: ${label.textContent.trim()}`);
  button.addEventListener("click", () => {
    calendar.value = /^\d{4}-\d\d-\d\d$/.test(field.value) ? field.value : "";
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    field.value = calendar.value;
    field.focus();
  });
  field.after(button, calendar);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// What is folded is opened on paper, and folded again, where the style alone can't show it.
window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not([open])")) folded.open = folded.dataset.folded = true;
});
window.addEventListener("afterprint", () => {
  for (const opened of document.querySelectorAll("details[data-folded]")) {
    opened.open = false;
    delete opened.dataset.folded;
  }
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

// A name that the record may know: who matches is offered below it, and the rest of the row is filled in.
for (const [key, act] of [["input", look], ["keydown", choose], ["focusout", close]]) document.addEventListener(key, act);

async function look({ target }) {
  if (!target.dataset?.known) return;
  const typed = target.value.trim();
  if (typed.length < 2) return close({ target });
  const center = location.pathname.match(/\/centers\/([^/]+)\//)?.[1];
  const asked = new URLSearchParams({ q: typed, ...(center && { center: decodeURIComponent(center) }) });
  const answer = await fetch(`${target.dataset.known}?${asked}`, { redirect: "error" }).catch(() => null);
  if (!answer?.ok || target.value.trim() !== typed) return;
  const { items } = await answer.json();
  if (target.value.trim() === typed && document.activeElement === target) offer(target, items);
}

function offer(input, items) {
  close({ target: input });
  if (!items.length) return;
  const list = document.createElement("ul");
  list.id = `l-${input.id}`;
  list.className = "matches";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  items.forEach((item, place) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = item.label;
    for (const conflict of item.conflicts) option.append(Object.assign(document.createElement("span"), { className: "conflict", textContent: conflict }));
    option.addEventListener("mousedown", (event) => (event.preventDefault(), take(input, item)));
    option.take = () => take(input, item);
    list.append(option);
  });
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) input.setAttribute(name, value);
}

function choose(event) {
  const input = event.target;
  const list = input.dataset?.known && input.nextElementSibling;
  if (!list?.matches?.(".matches")) return;
  const options = [...list.children];
  const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = (now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === next)));
    input.setAttribute("aria-activedescendant", options[next].id);
  } else if (event.key === "Enter" && now >= 0) options[now].take();
  else if (event.key === "Escape") close(event);
  else return;
  event.preventDefault();
}

function close({ target }) {
  if (!target.dataset?.known || !target.nextElementSibling?.matches(".matches")) return;
  target.nextElementSibling.remove();
  target.setAttribute("aria-expanded", "false");
  for (const name of ["aria-controls", "aria-activedescendant"]) target.removeAttribute(name);
}

function take(input, { fields, conflicts }) {
  close({ target: input });
  const place = input.name.replace(/name$/, "");
  for (const [name, value] of Object.entries(fields)) {
    const field = input.form.elements[place + name];
    if (field && "value" in field) field.value = value;
  }
  const row = input.closest("fieldset");
  row.querySelectorAll(":scope > .conflict, :scope > .known").forEach((one) => one.remove());
  for (const conflict of conflicts) row.append(Object.assign(document.createElement("p"), { className: "conflict", role: "status", textContent: conflict }));
}
