// The wire to the telco.

import { say } from "/handset/words.js";

// What the telco answers a phone; `error` is a sentence for its screen.
export async function posted(number, path, body) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const answer = await (await fetch(`/handset/${encodeURIComponent(number)}/${path}`, options)).json();
    return answer.error ? { error: say(answer.reason) ?? answer.error } : answer;
  } catch {
    return { error: say("noNetwork") };
  }
}
