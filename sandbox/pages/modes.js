// What a phone shows in each mode, and what its keys do there. In the modes that a key does not name, it does nothing.

import { say } from "/handset/words.js";

export const MODES = {
  idle: { soft: ["messages", "write"], draw: (phone) => line("idle", phone.number.replace("+223", "+223 ")) },
  dial: { soft: ["", "clear"], draw: (phone) => line("dialled", phone.dialled) },
  waiting: { soft: ["", "cancel"], draw: (phone) => phone.text },
  call: { soft: ["send", "cancel"], draw: (phone) => phone.text, letters: "123" },
  over: { soft: ["", "ok"], draw: (phone) => phone.text },
  inbox: { soft: ["read", "back"], draw: (phone) => phone.rows() },
  message: { soft: ["reply", "back"], draw: (phone) => phone.text },
  write: { soft: ["send", "cancel"], draw: () => say("newMessage"), letters: "abc" },
};

export const ACTIONS = {
  left: {
    idle: (phone) => phone.go("inbox", { row: 0 }),
    call: (phone) => phone.send(),
    write: (phone) => phone.send(),
    inbox: (phone) => phone.open(),
    message: (phone) => phone.go("write"),
  },
  right: {
    idle: (phone) => phone.go("write"),
    dial: (phone) => phone.erase(),
    waiting: (phone) => phone.hangUp(),
    call: (phone) => phone.hangUp(),
    write: (phone) => phone.go("idle"),
    over: (phone) => phone.go("idle"),
    inbox: (phone) => phone.go("idle"),
    message: (phone) => phone.go("inbox"),
  },
  call: {
    idle: (phone) => phone.last && phone.go("dial", { dialled: phone.last }),
    dial: (phone) => phone.dial(),
    call: (phone) => phone.send(),
    write: (phone) => phone.send(),
    inbox: (phone) => phone.open(),
    over: (phone) => phone.go("idle"),
  },
};

export const ANYWHERE = {
  end: (phone) => phone.hangUp(),
  clear: (phone) => phone.erase(),
  up: (phone) => phone.move(-1),
  down: (phone) => phone.move(1),
};

function line(name, text) {
  const element = document.createElement("div");
  element.className = name;
  element.textContent = text;
  return element;
}
