"use strict";
// The page can be read without this script, which sorts and filters tables, and shows or hides all texts at once.

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// Sorting: the words of a heading become a button; equal rows keep their order.
const words = new Intl.Collator("en", { numeric: true });
const valueOf = (row, column) => {
  const cell = row.cells[column];
  const number = cell.dataset.value;
  return number === undefined ? cell.textContent.trim() : Number(number);
};
const isNothing = (value) => value === "" || value === "–";
const compare = (a, b) => {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return words.compare(String(a), String(b));
};

const sortBy = (table, column, status) => {
  const headings = [...table.tHead.rows[0].cells];
  const heading = headings[column];
  const isNumber = heading.classList.contains("n");
  const before = heading.getAttribute("aria-sort");
  // Of numbers the largest matter most, so they come first.
  const order = before === null ? (isNumber ? "descending" : "ascending") : before === "ascending" ? "descending" : "ascending";
  headings.forEach((other) => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", order);
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((left, right) => {
    const [a, b] = [valueOf(left, column), valueOf(right, column)];
    if (isNothing(a) || isNothing(b)) return isNothing(a) - isNothing(b);
    return order === "ascending" ? compare(a, b) : compare(b, a);
  });
  body.append(...rows);
  status.textContent = `Sorted by ${heading.textContent.trim()}, ${order}.`;
};

// Filtering: what holds all words that were typed stays.
const filter = (items, typed) => {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const text = item.words ?? item.element.textContent.toLowerCase();
    item.words = text;
    item.element.hidden = !wanted.every((word) => text.includes(word));
    shown += item.element.hidden ? 0 : 1;
  }
  return shown;
};

let fields = 0;
const filterField = (label, items, status, what, then) => {
  const id = `filter-${(fields += 1)}`;
  const input = make("input", { type: "search", id, autocomplete: "off", spellcheck: false });
  input.addEventListener("input", () => {
    const shown = filter(items, input.value);
    status.textContent = input.value.trim() ? `${shown} of ${items.length} ${what}` : "";
    then?.(input.value.trim() !== "");
  });
  return make("p", { className: "filter" }, make("label", { htmlFor: id, textContent: label }), " ", input, " ", status);
};
const liveRegion = () => {
  const status = make("span", { className: "status" });
  status.setAttribute("role", "status");
  return status;
};

for (const area of document.querySelectorAll(".sorted")) {
  const table = area.querySelector("table");
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 2) continue;
  const status = liveRegion();
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if (heading.tagName !== "TH") return;
    const button = make("button", { type: "button" }, ...heading.childNodes);
    button.addEventListener("click", () => sortBy(table, column, status));
    heading.replaceChildren(button);
  });
  const items = rows.map((element) => ({ element }));
  const isShort = rows.length < 8 || area.classList.contains("short");
  area.prepend(isShort ? make("p", { className: "unseen" }, status) : filterField("Filter rows", items, status, "rows"));
}

// What is wider than its place can be scrolled with the keyboard.
const reach = () => {
  for (const box of document.querySelectorAll(".scroll")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
reach();

// Texts: each opens by itself; the button is for those who want to see all of them.
const texts = [...document.querySelectorAll("details.text")];
const note = document.getElementById("texts");
if (note && texts.length > 0) {
  const button = make("button", { type: "button", id: "all-texts", textContent: "Show all texts" });
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    texts.forEach((text) => (text.open = open));
    button.setAttribute("aria-pressed", String(open));
    button.textContent = open ? "Hide all texts" : "Show all texts";
  });
  note.append(button);
}

// Findings: the filter asks only what is shown without a request, not the hidden texts.
const articles = [...document.querySelectorAll("article")];
if (note && articles.length > 1) {
  const seen = (article) => [...article.querySelectorAll(".at, .message, .related, .help")].map((part) => part.textContent);
  const items = articles.map((element) => ({
    element,
    words: [element.closest(".kind").querySelector("h3").textContent, ...seen(element)].join(" ").toLowerCase(),
  }));
  const then = (isFiltered) => {
    document.querySelectorAll("details.more").forEach((more) => (more.open = isFiltered));
    document.querySelectorAll(".kind").forEach((kind) => {
      kind.hidden = isFiltered && !kind.querySelector("article:not([hidden])");
    });
  };
  note.append(filterField("Filter findings", items, liveRegion(), "findings on this page", then));
}
