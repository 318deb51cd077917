"use strict";
// The gravest alerts come with a tone, and so does a line that was lost.
{
const sound = document.getElementById("sound");
const known = numbers(document);
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

function hear(fresh) {
  const news = [...numbers(fresh)].filter((number) => !known.has(number));
  news.forEach((number) => known.add(number));
  if (news.length) tone();
}

if (sound) {
  sound.hidden = false;
  sound.setAttribute("aria-pressed", localStorage.getItem("sound") !== "off");
  sound.addEventListener("click", () => {
    const on = sound.getAttribute("aria-pressed") !== "true";
    sound.setAttribute("aria-pressed", on);
    localStorage.setItem("sound", on ? "on" : "off");
  });
  document.addEventListener("click", ready);
  document.addEventListener("news", (event) => hear(event.detail));
  document.addEventListener("lost", tone);
}
}
