// Three phones on one telco: who holds which SIM, what arrived, and which phone the keyboard speaks to.

import { Phone } from "/handset/phone.js";
import { say, speak, spoken, word } from "/handset/words.js";

const POLL_MS = 1500;
const PHONES = 3;
const SPECIAL = { Enter: "call", Escape: "end", ArrowUp: "up", ArrowDown: "down", Backspace: "clear" };

const arrived = [];
const phones = [];
let held;
let seen = 0;

async function start() {
  const known = await (await fetch("/handset/numbers")).json();
  document.getElementById("code").textContent = known.service_code;
  const channel = document.getElementById("channel");
  const ways = { channel: () => channel.value, holds: (phone) => phone === held };
  for (let index = 0; index < PHONES; index += 1) phones.push(made(index, known.numbers, ways));
  hold(phones[0]);
  document.addEventListener("keydown", keyboard);
  document.querySelectorAll("[data-language]").forEach((button) => button.addEventListener("click", () => translate(button.dataset.language)));
  translate(spoken());
  shareSims();
  poll();
}

function made(index, numbers, ways) {
  const root = document.getElementById("phone").content.cloneNode(true).querySelector("section");
  document.getElementById("phones").append(root);
  const phone = new Phone(root, index, numbers, ways);
  root.addEventListener("focusin", () => hold(phone));
  root.addEventListener("pointerdown", () => hold(phone));
  phone.sim.addEventListener("change", () => {
    phone.insert(arrived.filter((message) => message.number === phone.sim.value));
    shareSims();
  });
  return phone;
}

// The keyboard speaks to one phone.
function hold(phone) {
  held = phone;
  phones.forEach((each) => each.root.classList.toggle("held", each === held));
}

// A SIM lies in one phone only.
function shareSims() {
  for (const phone of phones) {
    const others = phones.filter((other) => other !== phone).map((other) => other.number);
    for (const option of phone.sim.options) option.disabled = others.includes(option.value);
  }
}

function translate(language) {
  speak(language);
  document.documentElement.lang = language;
  document.title = say("page");
  word(document);
  document.querySelectorAll("[data-language]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.language === language)));
  phones.forEach((phone) => phone.translate());
}

async function poll() {
  try {
    const answer = await (await fetch(`/handset/arrivals?after=${seen}`)).json();
    answer.messages.forEach(deliver);
    phones.forEach((phone) => phone.connected(true));
  } catch {
    phones.forEach((phone) => phone.connected(false));
  }
  setTimeout(poll, POLL_MS);
}

function deliver(message) {
  seen = Math.max(seen, message.serial);
  arrived.push(message);
  phones.find((phone) => phone.number === message.number)?.receive(message);
}

// A native control keeps its own keys; everything else goes to the phone that was touched last.
function keyboard(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target;
  if (target.closest("select, summary, header")) return;
  const inEntry = target === held.entry;
  if (target instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " ")) return;
  const key = SPECIAL[event.key] ?? (/^[0-9*#]$/.test(event.key) ? event.key : undefined);
  if (key === undefined) return;
  if (inEntry && !(event.key === "Escape" || (event.key === "Enter" && !event.shiftKey))) return;
  event.preventDefault();
  held.press(key);
}

start();
