// Letters on nine keys, and what a text costs in the alphabet of phones (GSM 03.38).

const LETTERS = { 1: ".,?!'-1", 2: "abcà2", 3: "deféè3", 4: "ghiì4", 5: "jkl5", 6: "mnoòñ6", 7: "pqrs7", 8: "tuvù8", 9: "wxyz9", 0: " 0" };
const CASES = ["123", "abc", "ABC"];
const TAP_MS = 900;

const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENSION = new Set("^{}\\[~]|€\f");

// One entry field and the keys above it: the same key again, soon, turns the letter.
export class Taps {
  constructor(entry) {
    Object.assign(this, { entry, letters: "123", key: "", at: 0, turn: 0 });
  }

  begin(letters) {
    this.letters = letters;
    this.settle();
  }

  // The next key begins a letter, even the same key at once.
  settle() {
    this.key = "";
  }

  switch() {
    this.begin(CASES[(CASES.indexOf(this.letters) + 1) % CASES.length]);
  }

  type(key) {
    const choices = this.letters === "123" ? undefined : LETTERS[key];
    const again = choices && this.key === key && Date.now() - this.at < TAP_MS;
    this.turn = again ? (this.turn + 1) % choices.length : 0;
    const typed = choices ? choices[this.turn] : key;
    const before = again ? this.entry.value.slice(0, -1) : this.entry.value;
    this.entry.value = (before + (this.letters === "ABC" ? typed.toUpperCase() : typed)).slice(0, this.entry.maxLength);
    Object.assign(this, { key, at: Date.now() });
  }

  erase() {
    this.entry.value = this.entry.value.slice(0, -1);
    this.settle();
  }
}

// Units and parts of a text: septets of GSM-7, or UTF-16 units as soon as one character lies outside.
export function measure(text) {
  const signs = [...text];
  const plain = signs.every((sign) => BASIC.has(sign) || EXTENSION.has(sign));
  const costs = signs.map((sign) => (plain ? (EXTENSION.has(sign) ? 2 : 1) : sign.length));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  return { plain, units, parts: units <= (plain ? 160 : 70) ? 1 : inParts(costs, plain ? 153 : 67) };
}

function inParts(costs, room) {
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > room) [parts, used] = [parts + 1, 0];
    used += cost;
  }
  return parts;
}
