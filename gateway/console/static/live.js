"use strict";
// What is new appears without a reload, and a lost line is taken up again. Without this file a page is reloaded by hand.
// Whatever is asked for here says so: it is no sign of life, and a session ends as it would if nobody looked.
{
const POLL = 30, SOON = 1, LATE = 60, SILENT = 75; // seconds
const TYPED = "input, textarea, select";
const events = document.body.dataset.events;
let stream = null, since = "", delay = SOON, heard = 0, beats = false, waits = null;

const live = (name) => [...document.querySelectorAll(name ? `[data-live~="${name}"]` : "[data-live]")];
const names = () => new Set(live().flatMap((each) => each.dataset.live.split(" ")));
const where = (each) => each.dataset.from || location.href.split("#")[0];
const open = () => stream !== null && stream.readyState === EventSource.OPEN;

async function page(address) {
  const answer = await fetch(address, { redirect: "error", headers: { "X-Lasomi-Live": "1" } });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function twin(root, each) {
  const same = (other) => other.textContent === each.textContent && other.ariaLabel === each.ariaLabel;
  if (each.id) return root.querySelector(`#${CSS.escape(each.id)}`);
  return [...root.querySelectorAll(each.localName)].find(same);
}

// Nothing is taken away from under the hands of somebody who types; who stands on a button stays there.
function put(old, found) {
  const here = old.contains(document.activeElement) ? document.activeElement : null;
  if (!found || old.isEqualNode(found) || here?.matches(TYPED)) return;
  const fresh = document.importNode(found, true);
  old.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("news", { detail: fresh }));
  if (here) twin(fresh, here)?.focus({ preventScroll: true });
}

async function refresh(name) {
  try {
    for (const address of new Set(live(name).map(where))) {
      const found = await page(address);
      live(name).filter((each) => where(each) === address)
        .forEach((each) => put(each, found.querySelector(`[data-live="${each.dataset.live}"]`)));
    }
    tell(false);
  } catch {
    tell(true);
  }
}

function tell(away) {
  const lost = document.getElementById("lost");
  if (!lost || lost.hidden !== away) return;
  lost.hidden = !away;
  if (away) document.dispatchEvent(new CustomEvent("lost"));
}

function listen() {
  clearTimeout(waits);
  waits = null;
  stream?.close();
  stream = new EventSource(since ? `${events}?since=${encodeURIComponent(since)}` : events);
  stream.addEventListener("open", () => { delay = SOON; alive(); if (!since) refresh(); });
  stream.addEventListener("error", again);
  stream.addEventListener("end", () => refresh());
  stream.addEventListener("beat", () => { beats = true; alive(); });
  stream.addEventListener("seen", alive);
  names().forEach((name) => stream.addEventListener(name, (event) => { alive(event); refresh(name); }));
}

function alive(event) {
  heard = Date.now();
  since = event?.lastEventId || since;
}

// A dead line is tried again, each time a little later, and never by all at once.
function again() {
  stream.close();
  if (waits !== null) return;
  waits = setTimeout(listen, delay * (0.5 + Math.random()) * 1000);
  delay = Math.min(delay * 2, LATE);
}

function look() {
  if (open() && beats && Date.now() - heard > SILENT * 1000) again();
  if (!open()) refresh();
}

if (events && live().length) {
  listen();
  setInterval(look, POLL * 1000);
  live().filter((each) => each.dataset.every)
    .forEach((each) => setInterval(() => refresh(each.dataset.live), each.dataset.every * 1000));
  addEventListener("online", () => { delay = SOON; listen(); });
}
document.documentElement.toggleAttribute("data-ready", true);
}
