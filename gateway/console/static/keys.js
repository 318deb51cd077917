"use strict";
// Keys of one letter press the buttons that bear them; j and k go from one piece to the next. They can be turned off
// (WCAG 2.1.4), and without this file every button is pressed by hand.
{
const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select";
const READ = "h1, h2, h3, li, tr, article, section";
const STEPS = { j: 1, k: -1 };
const toggle = document.getElementById("keys");

const on = () => localStorage.getItem("keys") !== "off";
const seen = (each) => each.getClientRects().length > 0;
const items = () => [...document.querySelectorAll("[data-item]")].filter(seen);
const item = () => document.activeElement?.closest("[data-item]");

function bearing(key) {
  const named = (root) => [...root.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(seen);
  return (item() && named(item())) || named(document);
}

function step(by) {
  const all = items();
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(item()) + by))];
  if (!next) return false;
  next.tabIndex = -1;
  next.focus();
  return true;
}

function press(found) {
  if (found.matches(`${TYPED}, ${READ}`)) found.focus();
  else found.click();
  return true;
}

function pressed(event) {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !on() || event.target.closest?.(TYPED)) return;
  const found = bearing(key);
  if (found ? press(found) : key in STEPS && step(STEPS[key])) event.preventDefault();
}

function show() {
  document.documentElement.toggleAttribute("data-keys", on());
  if (!toggle) return;
  toggle.hidden = !document.querySelector("[data-key], [data-item]");
  toggle.setAttribute("aria-pressed", on());
}

show();
document.addEventListener("news", show);
document.addEventListener("keydown", pressed);
toggle?.addEventListener("click", () => { localStorage.setItem("keys", on() ? "off" : "on"); show(); });
}
