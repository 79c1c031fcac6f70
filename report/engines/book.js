"use strict";

// Light and dark ------------------------------------------------------------------------------

const schemeButton = document.querySelector(".scheme-button");
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.scheme;
  return chosen ? chosen === "dark" : systemDark.matches;
}

function nameScheme() {
  schemeButton.textContent = isDark() ? "Light" : "Dark";
  schemeButton.setAttribute("aria-label", isDark() ? "Light pages" : "Dark pages");
}

schemeButton.addEventListener("click", () => {
  const scheme = isDark() ? "light" : "dark";
  document.documentElement.dataset.scheme = scheme;
  try {
    localStorage.setItem("scheme", scheme);
  } catch (error) {
    // Not remembered, but shown.
  }
  nameScheme();
});
systemDark.addEventListener("change", nameScheme);
schemeButton.hidden = false;
nameScheme();

// Navigation on narrow screens ----------------------------------------------------------------

const menuButton = document.querySelector(".menu-button");
const navigation = document.getElementById("navigation");

function showMenu(open) {
  menuButton.setAttribute("aria-expanded", String(open));
  navigation.classList.toggle("open", open);
}

menuButton.addEventListener("click", () => {
  showMenu(menuButton.getAttribute("aria-expanded") !== "true");
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && navigation.classList.contains("open")) {
    showMenu(false);
    menuButton.focus();
  }
});

// Where the reader is -------------------------------------------------------------------------

const links = [...document.querySelectorAll(".on-page a")];
const headings = links.map((link) => document.getElementById(link.hash.slice(1)));

function markSection() {
  const above = headings.filter((heading) => heading.getBoundingClientRect().top < 120).length;
  links.forEach((link, i) => {
    if (i === above - 1) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

if (links.length) {
  document.addEventListener("scroll", markSection, { passive: true });
  markSection();
}

// Search --------------------------------------------------------------------------------------

const RESULTS = 12;
const AROUND = 60;
const form = document.querySelector(".search");
const input = document.getElementById("search-words");
const results = document.querySelector(".search-results");

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

function score(entry, words) {
  const title = plain(entry[2] + " " + entry[3]);
  const text = plain(entry[4]);
  let sum = 0;
  for (const word of words) {
    const inTitle = title.includes(word);
    const inText = text.split(word).length - 1;
    if (!inTitle && !inText) return 0;
    sum += (inTitle ? 20 : 0) + Math.min(inText, 10);
  }
  return sum;
}

function marked(text, words) {
  const found = Math.max(0, Math.min(...words.map((word) => {
    const at = plain(text).indexOf(word);
    return at < 0 ? Infinity : at;
  })));
  const from = Number.isFinite(found) ? Math.max(0, found - AROUND) : 0;
  const piece = text.slice(from, from + 2 * AROUND + 40);
  const line = document.createElement("span");
  line.className = "found-text";
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  line.append(from ? "… " : "");
  piece.split(new RegExp(`(${escaped.join("|")})`, "i")).forEach((part, i) => {
    if (i % 2) {
      const mark = document.createElement("mark");
      mark.textContent = part;
      line.append(mark);
    } else {
      line.append(part);
    }
  });
  line.append(from + piece.length < text.length ? " …" : "");
  return line;
}

function item([page, anchor, chapter, title, text], words) {
  const link = document.createElement("a");
  link.href = anchor ? `${page}#${anchor}` : page;
  const name = document.createElement("span");
  name.className = "found-title";
  name.textContent = title && title !== chapter ? `${chapter} › ${title}` : chapter;
  link.append(name, marked(text, words));
  const entry = document.createElement("li");
  entry.append(link);
  return entry;
}

function search() {
  const words = plain(input.value).split(/\s+/).filter((word) => word.length > 1);
  results.replaceChildren();
  if (!words.length) return;
  const found = window.bookIndex
    .map((entry) => [score(entry, words), entry])
    .filter(([points]) => points > 0)
    .sort((one, other) => other[0] - one[0]);
  const count = document.createElement("p");
  count.textContent = found.length
    ? `${found.length} section${found.length === 1 ? "" : "s"}`
    : "Nothing found";
  const list = document.createElement("ol");
  list.append(...found.slice(0, RESULTS).map(([, entry]) => item(entry, words)));
  results.append(count, list);
}

input.addEventListener("input", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
results.addEventListener("click", () => showMenu(false));
form.hidden = !window.bookIndex;
