/** The kiosk's own on-screen keyboards: a tablet's would suggest what guests before have typed. */

import { onStep } from "./steps.js";

const QWERTY = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const ALPHABET = ["abcdefgh", "ijklmnop", "qrstuvwx"];
/** What the local part of an address may hold besides letters and digits (RFC 5322, 3.2.3). */
const SIGNS = "!#$%&'*+-/=?^_`{|}~";
const LETTERS = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿß";
const MORE_LETTERS = "ąćčđęěğıłńőœřśşšșțůűźżž";
/** They make every other letter of the one before: Vietnamese alone has more than a hundred. */
const MARKS =
  "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309" +
  "\u030a\u030b\u030c\u031b\u0323\u0326\u0327\u0328";

const BACK = "⌫";
const SPACE = "␣";
const ABC = "abc";
const HASH = "#+=";
const UMLAUTS = "äöü";
const CARONS = "čłő";

/** @typedef {string | string[]} Row signs, and names of keys that are longer than one */
/** @type {Record<string, Record<string, {wide: Row[], narrow: Row[]}>>} */
const LAYOUTS = {
  digits: { [ABC]: both(["123", "456", "789", [" ", "0", BACK]]) },
  address: {
    [ABC]: {
      wide: ["1234567890", ...QWERTY, [UMLAUTS, HASH, ..."@.-_+", BACK]],
      narrow: ["12345678", [..."90@.-_", BACK], ...ALPHABET, [..."yz+", UMLAUTS, HASH]],
    },
    [HASH]: pages(SIGNS, [ABC, UMLAUTS, "@", ".", BACK]),
    [UMLAUTS]: pages(LETTERS, [ABC, CARONS, "@", ".", BACK]),
    [CARONS]: pages(MORE_LETTERS + MARKS, [ABC, UMLAUTS, "@", ".", BACK]),
  },
  name: {
    [ABC]: {
      wide: [...QWERTY, [UMLAUTS, ..."-'.", SPACE, BACK]],
      narrow: [...ALPHABET, [..."yz-'.", UMLAUTS], [SPACE, BACK]],
    },
    [UMLAUTS]: pages(LETTERS, [ABC, CARONS, SPACE, BACK]),
    [CARONS]: pages(MORE_LETTERS + MARKS, [ABC, UMLAUTS, SPACE, BACK]),
  },
};
const isNarrow = matchMedia("(max-width: 850px)");

onStep(showKeys);
isNarrow.addEventListener("change", () => {
  if (document.querySelector("[data-keys]")) showKeys(document.body);
});
document.addEventListener("keydown", typeIntoField);

/**
 * @param {Row[]} rows
 * @returns {{wide: Row[], narrow: Row[]}}
 */
function both(rows) {
  return { wide: rows, narrow: rows };
}

/**
 * A page of signs above a row of its own, as wide as the screen has room for.
 * @param {string} signs
 * @param {Row} last
 * @returns {{wide: Row[], narrow: Row[]}}
 */
function pages(signs, last) {
  /** @param {number} width */
  const rows = (width) => signs.match(new RegExp(`.{1,${width}}`, "gu")) ?? [];
  return { wide: [...rows(10), last], narrow: [...rows(8), last] };
}

/**
 * @param {HTMLElement} step
 * @param {string} [page]
 */
function showKeys(step, page = ABC) {
  const keyboard = /** @type {HTMLElement | null} */ (step.querySelector("[data-keys]"));
  if (!keyboard) return;
  if (page === ABC) keyboard.style.minBlockSize = "";
  const layout = LAYOUTS[/** @type {string} */ (keyboard.dataset.keys)][page];
  const rows = isNarrow.matches ? layout.narrow : layout.wide;
  /** @param {Row} row */
  const keys = (row) => [...row].map((name) => key(name, keyboard));
  keyboard.replaceChildren(...rows.map((row) => keyRow(keys(row))));
  // The field stays where it is, however few keys another page has.
  if (page === ABC) keyboard.style.minBlockSize = `${keyboard.scrollHeight}px`;
}

/** @param {HTMLElement[]} keys */
function keyRow(keys) {
  const row = document.createElement("div");
  row.className = "keys__row";
  row.append(...keys);
  return row;
}

/**
 * @param {string} name one sign, or what stands on a key that does something else; a blank is a gap
 * @param {HTMLElement} keyboard
 */
function key(name, keyboard) {
  if (name === " ") return document.createElement("span");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "key";
  button.textContent = MARKS.includes(name) ? `◌${name}` : name;
  if (name === BACK) button.ariaLabel = keyboard.dataset.delete ?? "";
  if (name === SPACE) button.ariaLabel = keyboard.dataset.space ?? "";
  button.toggleAttribute("data-wide", name === BACK || name === SPACE);
  button.toggleAttribute("data-page", isPage(name));
  // The focus stays in the field.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => press(name));
  return button;
}

/** @param {string} name */
function press(name) {
  if (isPage(name)) showKeys(document.body, name);
  else type(name === BACK ? "" : name === SPACE ? " " : name);
}

/** @param {string} name */
function isPage(name) {
  return name.length > 1;
}

/**
 * Add the character, or take the last one back when it is empty.
 * @param {string} character
 */
function type(character) {
  const field = /** @type {HTMLInputElement} */ (document.querySelector("[data-field]"));
  const typed = character ? joined(field.value, character) : field.value.slice(0, -1);
  field.value = typed.slice(0, field.maxLength);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * @param {string} text
 * @param {string} character a mark joins the letter before it, and is not typed where there is none
 */
function joined(text, character) {
  const typed = (text + character).normalize("NFC");
  return MARKS.includes(character) && /\p{M}$/u.test(typed) ? text : typed;
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
  // An empty field has nothing to send: the key came from somewhere else.
  if (event.key === "Enter") field.value && field.form?.requestSubmit();
  else if (event.key === "Backspace") type("");
  else if (event.key.length === 1) type(event.key);
}
