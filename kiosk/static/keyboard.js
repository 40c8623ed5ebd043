/** The kiosk's own on-screen keyboards: a tablet's would suggest what guests before have typed. */

import { onStep } from "./steps.js";

const QWERTY = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/** What the local part of an address may hold besides letters and digits (RFC 5322, 3.2.3). */
const SIGNS = "!#$%&'*+-/=?^_`{|}~";
const LETTERS = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿß";
const MORE_LETTERS = "ąćčđęěğıłńőœřśşšșțůűźżž";
/** They make every other letter of the one before: Vietnamese alone has more than a hundred. */
const MARKS =
  "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309" +
  "\u030a\u030b\u030c\u031b\u0323\u0326\u0327\u0328";

/** In the order of its alphabet, which runs from the right; a real keyboard's order few know. */
const ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ";

const BACK = "⌫";
const SPACE = "␣";
const ABC = "abc";
const HASH = "#+=";
const UMLAUTS = "äöü";
const CARONS = "čłő";
const ALIF = "ابت";
const PAGES = [ABC, HASH, UMLAUTS, CARONS, ALIF];

/** @typedef {string | string[]} Row signs, and names of keys that are longer than one */
/** @type {Record<string, Record<string, Row[]>>} */
const LAYOUTS = {
  digits: { [ABC]: ["123", "456", "789", [" ", "0", BACK]] },
  address: {
    [ABC]: ["1234567890", ...QWERTY, [UMLAUTS, HASH, ..."@.-_+", BACK]],
    [HASH]: tens(SIGNS, [ABC, UMLAUTS, "@", ".", BACK]),
    [UMLAUTS]: tens(LETTERS, [ABC, CARONS, "@", ".", BACK]),
    [CARONS]: tens(MORE_LETTERS + MARKS, [ABC, UMLAUTS, "@", ".", BACK]),
  },
  name: {
    [ABC]: [...QWERTY, [UMLAUTS, ALIF, ..."-'.", SPACE, BACK]],
    [UMLAUTS]: tens(LETTERS, [ABC, CARONS, SPACE, BACK]),
    [CARONS]: tens(MORE_LETTERS + MARKS, [ABC, UMLAUTS, SPACE, BACK]),
    [ALIF]: tens(ARABIC, [ABC, SPACE, BACK]),
  },
};
/** The page that a keyboard begins with, where its language is not written in Latin letters. */
/** @type {Record<string, string>} */
const FIRST_PAGES = { ar: ALIF };

onStep((step) => showKeys(step));
document.addEventListener("keydown", typeIntoField);
document.addEventListener("input", offerEndings);

/**
 * A page of signs above a row of its own.
 * @param {string} signs
 * @param {Row} last
 * @returns {Row[]}
 */
function tens(signs, last) {
  return [...(signs.match(/.{1,10}/gu) ?? []), last];
}

/**
 * @param {HTMLElement} step
 * @param {string} [chosen] a page; without one it begins anew
 */
function showKeys(step, chosen) {
  const keyboard = /** @type {HTMLElement | null} */ (step.querySelector("[data-keys]"));
  if (!keyboard) return;
  if (!chosen) keyboard.style.minBlockSize = "";
  const kind = LAYOUTS[/** @type {string} */ (keyboard.dataset.keys)];
  const first = FIRST_PAGES[document.documentElement.lang];
  const page = chosen ?? (kind[first] ? first : ABC);
  keyboard.dir = page === ALIF ? "rtl" : "ltr";
  keyboard.replaceChildren(...kind[page].map((row) => keyRow(row, keyboard)));
  // The field stays where it is, however few keys another page has.
  if (!chosen) keyboard.style.minBlockSize = `${keyboard.scrollHeight}px`;
}

/**
 * @param {Row} names
 * @param {HTMLElement} keyboard
 */
function keyRow(names, keyboard) {
  const row = document.createElement("div");
  row.className = "keys__row";
  row.append(...[...names].map((name) => key(name, keyboard)));
  return row;
}

/**
 * Right after the @, which no sign can follow, the row of signs holds the site's endings.
 * @param {Event} event
 */
function offerEndings(event) {
  const keyboard = /** @type {HTMLElement | null} */ (document.querySelector("[data-endings]"));
  const endings = keyboard?.dataset.endings?.split(" ").filter(Boolean) ?? [];
  if (!keyboard || !endings.length) return;
  const isDue = /[^@]@$/.test(/** @type {HTMLInputElement} */ (event.target).value);
  const isShown = Boolean(keyboard.querySelector("[data-ending]"));
  if (isDue === isShown) return;
  showKeys(document.body);
  if (isDue) keyboard.lastElementChild?.replaceWith(keyRow([UMLAUTS, ...endings, BACK], keyboard));
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
  button.toggleAttribute("data-page", PAGES.includes(name));
  button.toggleAttribute("data-ending", isEnding(name));
  // The focus stays in the field.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => press(name));
  return button;
}

/** @param {string} name */
function press(name) {
  if (PAGES.includes(name)) showKeys(document.body, name);
  else type(name === BACK ? "" : name === SPACE ? " " : name);
}

/** @param {string} name */
function isEnding(name) {
  return name.length > 1 && !PAGES.includes(name);
}

/**
 * Add what is on the key, or take the last sign back when it is empty.
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
