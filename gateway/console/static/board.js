"use strict";
// New alerts appear without a reload, and the gravest with a tone. Without this file the page reloads itself.
// What is asked for here is no sign of life: a session ends as it would if nobody looked.
const SECONDS = 15;
const board = document.getElementById("board");
const sound = document.getElementById("sound");
const lost = document.getElementById("lost");
const known = numbers(board);
let audio = null;

function numbers(root) {
  return new Set([...root.querySelectorAll("[data-grave]")].map((each) => each.dataset.grave));
}

function ready() {
  audio = audio || new AudioContext();
  audio.resume();
}

function tone() {
  if (audio === null || sound.getAttribute("aria-pressed") !== "true") return;
  const wave = audio.createOscillator();
  wave.frequency.value = 880;
  wave.connect(audio.destination);
  wave.start();
  wave.stop(audio.currentTime + 0.7);
}

function show(fresh) {
  if (fresh.dataset.mark === board.dataset.mark || board.contains(document.activeElement)) return;
  board.replaceChildren(...fresh.children);
  board.dataset.mark = fresh.dataset.mark;
}

function hear(fresh) {
  const news = [...numbers(fresh)].filter((number) => !known.has(number));
  news.forEach((number) => known.add(number));
  if (news.length) tone();
}

async function look() {
  try {
    const answer = await fetch(board.dataset.from, { redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("board");
    hear(fresh);
    show(fresh);
    lost.hidden = true;
  } catch {
    if (lost.hidden) tone();
    lost.hidden = false;
  }
}

sound.hidden = false;
sound.setAttribute("aria-pressed", localStorage.getItem("sound") !== "off");
sound.addEventListener("click", () => {
  const on = sound.getAttribute("aria-pressed") !== "true";
  sound.setAttribute("aria-pressed", on);
  localStorage.setItem("sound", on ? "on" : "off");
});
document.addEventListener("click", ready);
setInterval(look, SECONDS * 1000);
