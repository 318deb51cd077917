// A basic phone: it dials, reads, answers with keys, writes SMS and receives them.
// `mode` is idle, dial, waiting, call, over, inbox, message or write; `modes.js` tells what each shows and does.

import { ACTIONS, ANYWHERE, MODES } from "/handset/modes.js";
import { posted } from "/handset/telco.js";
import { Taps, measure } from "/handset/typing.js";
import { say } from "/handset/words.js";

const BARS = { good: "▂▄▆█", slow: "▂▄", bad: "▂", none: "" };
const SCREEN = 160;
const MOST_TYPED = { call: 80, write: 459 };

export class Phone {
  // `ways.channel()` is the provider by which SMS leave, `ways.holds(phone)` whether the keyboard speaks to it.
  constructor(root, index, numbers, ways) {
    const part = (name) => root.querySelector(`.${name}`);
    Object.assign(this, { root, index, ways, part, sim: part("sim"), entry: part("entry") });
    Object.assign(this, { dialled: "", last: "", call: null, text: "", messages: [], turn: 0, online: true });
    this.taps = new Taps(this.entry);
    this.sim.replaceChildren(...numbers.map((number, at) => new Option(number, number, at === index, at === index)));
    root.querySelectorAll("[data-key]").forEach((button) => button.addEventListener("click", () => this.press(button.dataset.key)));
    part("cut").addEventListener("click", () => this.cut());
    part("network").addEventListener("change", () => this.status());
    this.entry.addEventListener("input", () => this.status());
    root.setAttribute("aria-labelledby", `phone-${index}`);
    root.querySelector("h2").id = `phone-${index}`;
    this.number = this.sim.value;
    this.insert([]);
  }

  get talking() {
    return this.call !== null || this.mode === "waiting";
  }

  get network() {
    return this.part("network").value;
  }

  // Another SIM: an open call is lost, and the messages of that number are there, all read.
  insert(messages) {
    this.hangUp();
    Object.assign(this, { number: this.sim.value, messages: [...messages].reverse(), read: messages.at(-1)?.serial ?? 0, row: 0, last: "" });
    this.draw();
  }

  receive(message) {
    this.messages.unshift(message);
    if (this.mode === "inbox") this.draw();
    else this.status();
    this.announce(say("arrived"));
  }

  connected(online) {
    if (online === this.online) return;
    this.online = online;
    this.status();
  }

  translate() {
    this.root.querySelector("h2").textContent = `${say("phone")} ${this.index + 1}`;
    this.draw();
  }

  go(mode, changes = {}) {
    Object.assign(this, changes, { mode });
    this.root.dataset.mode = mode;
    this.entry.value = "";
    this.entry.maxLength = MOST_TYPED[mode] ?? 0;
    this.taps.begin(MODES[mode].letters ?? "123");
    this.draw();
    this.announce(this.part("display").textContent);
    if (MODES[mode].letters && this.ways.holds(this)) this.entry.focus({ preventScroll: true });
  }

  draw() {
    const { soft, draw, letters } = MODES[this.mode];
    this.part("display").replaceChildren(draw(this));
    this.part("display").scrollTop = 0;
    if (!letters && document.activeElement === this.entry) this.part("display").focus({ preventScroll: true });
    this.entry.hidden = !letters;
    ["left", "right"].forEach((side, at) => this.label(side, soft[at]));
    this.status();
  }

  label(side, name) {
    const text = name ? say(name) : "";
    this.part(side).textContent = text;
    const button = this.root.querySelector(`[data-key="${side}"]`);
    button.setAttribute("aria-label", `${say(side === "left" ? "softLeft" : "softRight")}: ${text || "–"}`);
  }

  // The top row, and beside the soft keys how the keys type.
  status() {
    const unread = this.messages.filter((message) => message.serial > this.read).length;
    this.part("bars").textContent = BARS[this.online ? this.network : "none"];
    this.part("envelope").hidden = unread === 0;
    this.part("envelope").textContent = `✉ ${unread}`;
    this.part("count").textContent = this.counted();
    this.part("time").textContent = new Date().toTimeString().slice(0, 5);
    this.part("letters").textContent = MODES[this.mode].letters ? this.taps.letters : "";
  }

  // Of a screen its length, of what is being written its length and parts.
  counted() {
    if (this.mode === "write" || (this.mode === "call" && this.entry.value)) {
      const { plain, units, parts } = measure(this.entry.value);
      return this.mode === "call" ? `${units}/${MOST_TYPED.call}` : `${units}/${plain ? SCREEN : 70} (${parts})`;
    }
    return ["call", "over"].includes(this.mode) && this.fromGateway ? `${measure(this.text).units}/${SCREEN}` : "";
  }

  announce(text) {
    this.part("told").textContent = text;
  }

  rows() {
    if (!this.messages.length) return say("noMessages");
    const list = document.createElement("ol");
    list.append(...this.messages.map((message, at) => this.listed(message, at === this.row)));
    return list;
  }

  listed(message, current) {
    const row = document.createElement("li");
    row.setAttribute("aria-current", String(current));
    row.textContent = `${message.serial > this.read ? "* " : ""}${message.at.slice(11, 16)} ${message.text}`;
    return row;
  }

  // The answer to what this phone asked; undefined once it was hung up, cut or asked something else.
  async ask(path, body) {
    this.turn += 1;
    const turn = this.turn;
    const answer = await posted(this.number, path, { ...body, network: this.network });
    return turn === this.turn ? answer : undefined;
  }

  async turned(path, body) {
    this.go("waiting", { text: say("calling"), fromGateway: false });
    const answer = await this.ask(path, body);
    if (answer === undefined) return;
    const own = answer.error || (answer.lost && say("lost"));
    const call = answer.ends || own ? null : (answer.call ?? this.call);
    this.go(call ? "call" : "over", { text: own || answer.text, call, fromGateway: !own });
  }

  dial() {
    this.last = this.dialled;
    return this.turned("dial", { code: this.dialled });
  }

  send() {
    const text = this.entry.value.trim();
    if (!text) return undefined;
    return this.mode === "call" ? this.turned("answer", { call: this.call, keys: text }) : this.write(text);
  }

  async write(text) {
    this.go("waiting", { text: say("sending"), fromGateway: false });
    const answer = await this.ask("sms", { channel: this.ways.channel(), text });
    if (answer) this.go("over", { text: answer.error || say(answer.taken ? "sent" : "unsent") });
  }

  hangUp() {
    if (this.talking) posted(this.number, "hangup", {});
    this.turn += 1;
    this.go("idle", { call: null, dialled: "" });
  }

  // The network falls away for a moment: a call is over, and nobody pressed a key.
  cut() {
    if (!this.talking) return;
    posted(this.number, "drop", {});
    this.turn += 1;
    this.go("over", { text: say("lost"), call: null, fromGateway: false });
  }

  open() {
    const message = this.messages[this.row];
    if (!message) return this.go("idle");
    this.read = Math.max(this.read, message.serial);
    return this.go("message", { text: `${message.sender} ${message.at.slice(0, 16).replace("T", " ")}\n${message.text}` });
  }

  // C: a letter, a digit, the message that is read, or the log of calls.
  erase() {
    if (this.mode === "dial") return this.dialled.length > 1 ? this.go("dial", { dialled: this.dialled.slice(0, -1) }) : this.go("idle");
    if (this.mode === "message") return this.go("inbox", { messages: this.messages.toSpliced(this.row, 1), row: 0 });
    if (this.mode === "idle") return this.last && this.go("over", { last: "", text: say("logErased"), fromGateway: false });
    this.taps.erase();
    return this.status();
  }

  move(step) {
    this.taps.settle();
    if (this.mode !== "inbox") return (this.part("display").scrollTop += step * 40);
    this.row = Math.min(Math.max(this.row + step, 0), Math.max(this.messages.length - 1, 0));
    this.draw();
    return this.announce(this.part("display").querySelector("[aria-current='true']")?.textContent ?? "");
  }

  press(key) {
    if (ANYWHERE[key]) return ANYWHERE[key](this);
    if (ACTIONS[key]) return ACTIONS[key][this.mode]?.(this);
    if (this.mode === "idle") return this.go("dial", { dialled: key });
    if (this.mode === "dial") return this.go("dial", { dialled: this.dialled + key });
    if (!MODES[this.mode].letters) return undefined;
    if (key === "#") this.taps.switch();
    else this.taps.type(key);
    return this.status();
  }
}
