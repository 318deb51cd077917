// A basic phone: it dials, reads, answers with keys, writes SMS and receives them.
// `phone.mode` is idle, dial, call, over, inbox, message or write; each mode draws itself and knows its keys.

const LETTERS = { 1: ".,?!'-1", 2: "abcéè2", 3: "def3", 4: "ghi4", 5: "jkl5", 6: "mnoò6", 7: "pqrs7", 8: "tuv8", 9: "wxyz9", 0: " 0" };
const TAP_MS = 900;
const POLL_MS = 1500;

const $ = (id) => document.getElementById(id);
const phone = { mode: "idle", dialled: "", call: null, text: "", messages: [], read: 0, seen: 0, row: 0, letters: false };
let tap = { key: "", at: 0, turn: 0 };

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const answer = await fetch(`/handset/${encodeURIComponent($("sim").value)}/${path}`, options);
    return await answer.json();
  } catch {
    return { error: "Pas de réseau." };
  }
}

function go(mode, changes = {}) {
  Object.assign(phone, changes, { mode });
  tap = { key: "", at: 0, turn: 0 };
  $("entry").value = "";
  draw();
}

const MODES = {
  idle: { soft: ["Messages", "Ecrire"], draw: () => line("idle", $("sim").value.replace("+223", "+223 ")) },
  dial: { soft: ["", "Effacer"], draw: () => line("dialled", phone.dialled) },
  call: { soft: ["Envoyer", "Annuler"], draw: () => phone.text, entry: true },
  over: { soft: ["", "OK"], draw: () => phone.text },
  inbox: { soft: ["Lire", "Retour"], draw: rows },
  message: { soft: ["Répondre", "Retour"], draw: () => phone.text },
  write: { soft: ["Envoyer", "Annuler"], draw: () => `Nouveau message\nA: ${$("channel").selectedOptions[0].text}`, entry: true },
};

function line(name, text) {
  const element = document.createElement("div");
  element.className = name;
  element.textContent = text;
  return element;
}

function rows() {
  if (!phone.messages.length) return "Aucun message.";
  const list = document.createElement("div");
  phone.messages.forEach((message, index) => {
    const row = line("row", `${message.serial > phone.read ? "* " : ""}${message.at.slice(11, 16)} ${message.text.slice(0, 18)}`);
    row.setAttribute("aria-selected", String(index === phone.row));
    list.append(row);
  });
  return list;
}

function draw() {
  const mode = MODES[phone.mode];
  $("display").replaceChildren(mode.draw());
  $("display").scrollTop = 0;
  [$("left-label").textContent, $("right-label").textContent] = mode.soft;
  $("entry").hidden = !mode.entry;
  $("mode").textContent = mode.entry ? (phone.letters ? "abc" : "123") : "";
  const unread = phone.messages.filter((message) => message.serial > phone.read).length;
  $("envelope").hidden = unread === 0;
  $("unread").textContent = unread;
  $("time").textContent = new Date().toTimeString().slice(0, 5);
  if (mode.entry) $("entry").focus();
}

function showTurn(answer) {
  if (answer.error) return go("over", { text: answer.error, call: null });
  const call = answer.call ?? phone.call;
  go(answer.ends ? "over" : "call", { text: answer.text, call: answer.ends ? null : call, letters: false });
}

async function dial() {
  phone.text = "Demande en cours...";
  $("display").textContent = phone.text;
  showTurn(await ask("dial", { code: phone.dialled }));
}

async function send() {
  const text = $("entry").value.trim();
  if (!text) return;
  if (phone.mode === "call") return showTurn(await ask("answer", { call: phone.call, keys: text }));
  const answer = await ask("sms", { channel: $("channel").value, text });
  go("over", { text: answer.error ?? (answer.taken ? "Message envoyé." : "Echec de l'envoi."), letters: false });
}

async function hangUp() {
  if (phone.call) await ask("hangup", { call: phone.call });
  go("idle", { call: null, dialled: "", letters: false });
}

function open() {
  const message = phone.messages[phone.row];
  if (!message) return go("idle");
  phone.read = Math.max(phone.read, message.serial);
  go("message", { text: `${message.sender} ${message.at.slice(0, 16).replace("T", " ")}\n${message.text}` });
}

function type(key) {
  const entry = $("entry");
  const now = Date.now();
  if (key === "#" && phone.mode !== "dial") {
    phone.letters = !phone.letters;
    return redraw();
  }
  const choices = LETTERS[key];
  if (!phone.letters || !choices) {
    entry.value += key;
  } else if (tap.key === key && now - tap.at < TAP_MS) {
    tap.turn = (tap.turn + 1) % choices.length;
    entry.value = entry.value.slice(0, -1) + choices[tap.turn];
  } else {
    tap.turn = 0;
    entry.value += choices[0];
  }
  tap = { ...tap, key, at: now };
  entry.focus();
}

// With what was typed left standing.
function redraw() {
  const text = $("entry").value;
  draw();
  $("entry").value = text;
}

// What a key does in each mode; in the other modes it does nothing.
const ACTIONS = {
  left: { idle: () => go("inbox", { row: 0 }), call: send, write: send, inbox: open, message: () => go("write", { letters: true }) },
  right: {
    idle: () => go("write", { letters: true }),
    dial: erase,
    call: hangUp,
    write: hangUp,
    over: () => go("idle", { dialled: "" }),
    inbox: () => go("idle"),
    message: () => go("inbox"),
  },
  call: { dial, call: send, write: send, inbox: open },
};
const ANYWHERE = { end: hangUp, clear: erase, up: () => move(-1), down: () => move(1) };

function erase() {
  if (phone.mode === "dial") return phone.dialled.length > 1 ? go("dial", { dialled: phone.dialled.slice(0, -1) }) : go("idle", { dialled: "" });
  $("entry").value = $("entry").value.slice(0, -1);
}

function move(step) {
  if (phone.mode !== "inbox") return ($("display").scrollTop += step * 40);
  phone.row = Math.min(Math.max(phone.row + step, 0), Math.max(phone.messages.length - 1, 0));
  draw();
}

function press(key) {
  if (ANYWHERE[key]) return ANYWHERE[key]();
  if (ACTIONS[key]) return ACTIONS[key][phone.mode]?.();
  if (phone.mode === "idle" || phone.mode === "dial") return go("dial", { dialled: phone.dialled + key });
  if (MODES[phone.mode].entry) type(key);
}

async function poll() {
  const answer = await ask(`inbox?after=${phone.seen}`);
  const fresh = answer.messages ?? [];
  if (fresh.length) {
    phone.seen = fresh.at(-1).serial;
    phone.messages = [...fresh.reverse(), ...phone.messages];
    if (["idle", "inbox"].includes(phone.mode)) draw();
    else $("envelope").hidden = false;
  }
  setTimeout(poll, POLL_MS);
}

function insertSim() {
  Object.assign(phone, { messages: [], read: 0, seen: 0, row: 0 });
  hangUp();
}

async function start() {
  const known = await (await fetch("/handset/numbers")).json();
  $("sim").replaceChildren(...known.numbers.map((number) => new Option(number, number)));
  $("code").textContent = known.service_code;
  $("sim").addEventListener("change", insertSim);
  document.querySelectorAll("[data-key]").forEach((button) => button.addEventListener("click", () => press(button.dataset.key)));
  document.addEventListener("keydown", keyboard);
  draw();
  poll();
}

function keyboard(event) {
  const special = { Enter: "call", Escape: "end", ArrowUp: "up", ArrowDown: "down" }[event.key];
  const typing = event.target === $("entry") || event.target instanceof HTMLSelectElement || event.target instanceof HTMLButtonElement;
  if (special && !(typing && event.target !== $("entry"))) {
    event.preventDefault();
    return press(special);
  }
  if (typing) return;
  if (event.key === "Backspace") return press("clear");
  if (/^[0-9*#]$/.test(event.key)) press(event.key);
}

start();
