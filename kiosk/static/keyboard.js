/** The kiosk's own on-screen keyboards: a tablet's would suggest what guests before have typed. */

import { onStep } from "./steps.js";

const QWERTY = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const ALPHABET = ["abcdefgh", "ijklmnop", "qrstuvwx"];

/** @type {Record<string, {wide: string[], narrow: string[]}>} */
const LAYOUTS = {
  digits: { wide: ["123", "456", "789", " 0<"], narrow: ["123", "456", "789", " 0<"] },
  address: {
    wide: ["1234567890", ...QWERTY, "@.-_+<"],
    narrow: ["12345678", "90@.-_+<", ...ALPHABET, "yz"],
  },
  name: { wide: [...QWERTY, "-'_<"], narrow: [...ALPHABET, "yz-'_<"] },
};
const isNarrow = matchMedia("(max-width: 850px)");

onStep(showKeys);
isNarrow.addEventListener("change", () => {
  if (document.querySelector("[data-keys]")) showKeys(document.body);
});
document.addEventListener("keydown", typeIntoField);

/** @param {HTMLElement} step */
function showKeys(step) {
  const keyboard = /** @type {HTMLElement | null} */ (step.querySelector("[data-keys]"));
  if (!keyboard) return;
  const layout = LAYOUTS[/** @type {string} */ (keyboard.dataset.keys)];
  const rows = isNarrow.matches ? layout.narrow : layout.wide;
  /** @param {string} row */
  const keys = (row) => [...row].map((sign) => key(sign, keyboard));
  keyboard.replaceChildren(...rows.map((row) => keyRow(keys(row))));
}

/** @param {HTMLElement[]} keys */
function keyRow(keys) {
  const row = document.createElement("div");
  row.className = "keys__row";
  row.append(...keys);
  return row;
}

/**
 * @param {string} sign one character; `<` takes the last one back, `_` in a name is a space, a
 * blank is a gap
 * @param {HTMLElement} keyboard
 */
function key(sign, keyboard) {
  if (sign === " ") return document.createElement("span");
  const button = document.createElement("button");
  const isSpace = sign === "_" && keyboard.dataset.keys === "name";
  button.type = "button";
  button.className = "key";
  button.textContent = sign === "<" ? "⌫" : isSpace ? "␣" : sign;
  if (sign === "<") button.ariaLabel = keyboard.dataset.delete ?? "";
  if (isSpace) button.ariaLabel = keyboard.dataset.space ?? "";
  button.toggleAttribute("data-wide", sign === "<" || isSpace);
  // The focus stays in the field.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => type(sign === "<" ? "" : isSpace ? " " : sign));
  return button;
}

/**
 * Add the character, or take the last one back when it is empty.
 * @param {string} character
 */
function type(character) {
  const field = /** @type {HTMLInputElement} */ (document.querySelector("[data-field]"));
  const typed = character ? field.value + character : field.value.slice(0, -1);
  field.value = typed.slice(0, field.maxLength);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * A real keyboard types into the field too, wherever the focus is.
 * @param {KeyboardEvent} event
 */
function typeIntoField(event) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-field]"));
  const hasTarget =
    event.target instanceof Element && event.target.closest("input, button, dialog");
  if (!field || hasTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") field.form?.requestSubmit();
  else if (event.key === "Backspace") type("");
  else if (event.key.length === 1) type(event.key);
}
