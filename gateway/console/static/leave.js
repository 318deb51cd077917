"use strict";
// A page that somebody walked away from leaves the screen when the session is over (console.css hides it, script or not):
// here it is asked for anew, and finds the door. Who stays says so, and loses nothing they were typing (WCAG 2.2, 2.2.1).
{
const LEAVES = 1830; // seconds, as in console.css
const SIGN = "/console/account"; // everybody may open it, and a person who asks for it is a sign of life
const stay = document.getElementById("stay");
let leaves = null;

function begin() {
  clearTimeout(leaves);
  leaves = setTimeout(() => location.reload(), LEAVES * 1000);
  document.body.classList.remove("leaves");
  void document.body.offsetWidth; // what CSS counts begins again
  document.body.classList.add("leaves");
}

async function stayed(event) {
  event.preventDefault();
  const answer = await fetch(SIGN, { redirect: "error" }).catch(() => null);
  if (answer?.ok) begin();
  else location.reload();
}

if (stay) {
  stay.addEventListener("click", stayed);
  begin();
}
}
