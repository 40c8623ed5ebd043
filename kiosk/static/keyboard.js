/** The kiosk's own keyboards: large keys that suggest nothing and remember nothing. */

import { onStep } from "./stage.js";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const ALPHABET = ["abcdefgh", "ijklmnop", "qrstuvwx"];

/** @type {Record<string, {wide: string[], narrow: string[]}>} */
const LAYOUTS = {
  digits: { wide: ["123", "456", "789", " 0<"], narrow: ["123", "456", "789", " 0<"] },
  address: {
    wide: ["1234567890", ...LETTERS, "@.-_+<"],
    narrow: ["12345678", "90@.-_+<", ...ALPHABET, "yz"],
  },
  name: { wide: [...LETTERS, "-'_<"], narrow: [...ALPHABET, "yz-'_<"] },
};
const narrowly = matchMedia("(max-width: 850px)");

onStep(build);
narrowly.addEventListener("change", () => document.querySelector("[data-keys]") && build(document.body));
document.addEventListener("keydown", typeFromAfar);

/** @param {HTMLElement} step */
function build(step) {
  const board = /** @type {HTMLElement | null} */ (step.querySelector("[data-keys]"));
  if (!board) return;
  const layout = LAYOUTS[/** @type {string} */ (board.dataset.keys)];
  const rows = narrowly.matches ? layout.narrow : layout.wide;
  board.replaceChildren(...rows.map((row) => line([...row].map((sign) => key(sign, board)))));
}

/** @param {HTMLElement[]} keys */
function line(keys) {
  const row = document.createElement("div");
  row.className = "keys__row";
  row.append(...keys);
  return row;
}

/**
 * @param {string} sign one character; `<` takes the last one back, `_` in a name is a space, a blank is a gap
 * @param {HTMLElement} board
 */
function key(sign, board) {
  if (sign === " ") return document.createElement("span");
  const made = document.createElement("button");
  const isSpace = sign === "_" && board.dataset.keys === "name";
  made.type = "button";
  made.className = "key";
  made.textContent = sign === "<" ? "⌫" : isSpace ? "␣" : sign;
  if (sign === "<") made.ariaLabel = board.dataset.delete ?? "";
  if (isSpace) made.ariaLabel = board.dataset.space ?? "";
  made.toggleAttribute("data-wide", sign === "<" || isSpace);
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", () => type(sign === "<" ? "" : isSpace ? " " : sign));
  return made;
}

/**
 * One more character, or one less.
 * @param {string} character
 */
function type(character) {
  const field = /** @type {HTMLInputElement} */ (document.querySelector("[data-field]"));
  const typed = character ? field.value + character : field.value.slice(0, -1);
  field.value = typed.slice(0, field.maxLength);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * A keyboard on a cable types into the field, wherever the focus is.
 * @param {KeyboardEvent} event
 */
function typeFromAfar(event) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-field]"));
  const elsewhere = event.target instanceof Element && event.target.closest("input, button, dialog");
  if (!field || elsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") field.form?.requestSubmit();
  else if (event.key === "Backspace") type("");
  else if (event.key.length === 1) type(event.key);
}
