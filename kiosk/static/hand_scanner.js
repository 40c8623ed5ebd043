/**
 * Hand scanners are keyboards: they type what they read, wherever the focus is, and then whatever
 * they are set to. A code ends itself, as its length is fixed; nothing that follows is needed.
 */

import * as advice from "./advice.js";
import { codeAtEnd, present, recognise } from "./codes.js";
import { onStep } from "./steps.js";

/**
 * @typedef {object} Key one that was pressed
 * @property {string} own its sign on the tablet's own layout; empty where an input method has it
 * @property {string} us its sign on a US one: scanners send US key positions to any tablet
 * @property {string} before what the field on the screen held before it
 */

// The most characters that a QR code holds, give or take.
const MOST_KEYS = 4_300;
/** Milliseconds after a code in which the keys that a scanner adds to it are expected. */
const SUFFIX_WITHIN = 1_000;
/** Milliseconds after which a text without a suffix is over; a code may still be growing. */
const OVER_AFTER = 700;
const GROWING_OVER_AFTER = 2_500;
const GROWING = /L[CB]?[12]?:?[0-9A-Z]{0,51}$/i;
/** On a screen without a field people press single keys, and scanners type text. */
const SHORTEST_TEXT = 4;
/** How texts begin that nobody types as an address, a name or digits. */
const FOREIGN =
  /(https?|ftp|wifi|begin|mecard|bizcard|matmsg|mailto|tel|sms|smsto|geo|upi|data|lc\d|lb\d):/i;
const ENDS = ["Enter", "Tab"];

/** @type {Key[]} */
let keys = [];
let isAfterCode = false;
let suffixTimer = 0;
let textTimer = 0;

document.addEventListener("keydown", listen, { capture: true });
document.addEventListener("input", takeInserted, { capture: true });
onStep(begin);

function begin() {
  if (!GROWING.test(typedText())) return forget();
  // The step changed in the middle of a code: its first half was typed into a field that is gone.
  const before = field()?.value ?? "";
  keys = keys.map((key) => ({ ...key, before }));
}

/** @param {KeyboardEvent} event */
function listen(event) {
  if (isAfterCode && isSuffix(event)) return swallowSuffix(event);
  isAfterCode = false;
  // Some scanners begin with one; none of them does anything for a guest.
  if (/^F\d+$/.test(event.key)) return event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ENDS.includes(event.key)) return endText(event);
  if (event.key === "Backspace") return forget();
  remember(event);
  const scanned = scannedBy("own") ?? scannedBy("us");
  if (!scanned) return awaitEnd();
  swallowSuffix(event);
  take(scanned.code, scanned.before);
}

/** @param {KeyboardEvent} event */
function remember(event) {
  const own = event.key.length === 1 ? event.key : "";
  const us = onUsKeyboard(event.code);
  if (own || us) keys = [...keys, { own, us, before: field()?.value ?? "" }].slice(-MOST_KEYS);
}

/**
 * @param {"own" | "us"} layout
 * @returns {{code: string, before: string} | null} the code that has just become complete, and
 * what the field held before it
 */
function scannedBy(layout) {
  const typed = keys.filter((key) => key[layout]).slice(-64);
  const found = codeAtEnd(typed.map((key) => key[layout]).join(""));
  return found && { code: found.code, before: typed[typed.length - found.length].before };
}

/**
 * @param {string} code
 * @param {string} before
 */
function take(code, before) {
  restoreField(before);
  forget();
  present(code);
}

/** @param {KeyboardEvent} event */
function isSuffix(event) {
  // A code has letters and digits only, and so does what people type next.
  const sign = event.key.length === 1 ? event.key : onUsKeyboard(event.code);
  return event.ctrlKey || !/^[\p{L}\p{N}]$/u.test(sign);
}

/** @param {KeyboardEvent} event */
function swallowSuffix(event) {
  event.preventDefault();
  event.stopPropagation();
  isAfterCode = true;
  clearTimeout(suffixTimer);
  suffixTimer = setTimeout(() => (isAfterCode = false), SUFFIX_WITHIN);
}

function awaitEnd() {
  clearTimeout(textTimer);
  const wait = GROWING.test(typedText()) ? GROWING_OVER_AFTER : OVER_AFTER;
  textTimer = setTimeout(endText, wait);
}

/** @param {KeyboardEvent} [event] the key that ended it, if there was one */
function endText(event) {
  const foreign = foreignText();
  forget();
  if (!foreign) return;
  event?.preventDefault();
  event?.stopPropagation();
  restoreField(foreign.before);
  const finding = recognise([foreign.text]);
  if (finding && "advice" in finding) advice.show(finding.advice);
}

/** @returns {{text: string, before: string} | null} what a scanner has typed that is not ours */
function foreignText() {
  const text = typedText();
  const start = startOfForeign(text);
  return start < 0 ? null : { text: text.slice(start), before: keys[start].before };
}

/**
 * @param {string} text
 * @returns {number} where in the text nobody can have typed any more; -1 if nowhere
 */
function startOfForeign(text) {
  const isFieldOfDigits = document.querySelector("[data-keys=digits]") !== null;
  if (isFieldOfDigits) return /\p{L}{4}/u.test(text) ? text.search(/[^\d\s]/) : -1;
  if (field()) return text.search(FOREIGN);
  return text.length < SHORTEST_TEXT ? -1 : 0;
}

/**
 * A scanner that is no keyboard inserts its text at once.
 * @param {Event} event
 */
function takeInserted({ target }) {
  if (!(target instanceof HTMLInputElement)) return;
  const found = codeAtEnd(target.value);
  if (found) take(found.code, target.value.slice(0, -found.length));
}

function forget() {
  clearTimeout(textTimer);
  keys = [];
}

/** @returns {HTMLInputElement | null} */
function field() {
  return document.querySelector("[data-field]");
}

/** @param {string} before */
function restoreField(before) {
  const typedInto = field();
  if (typedInto) typedInto.value = before;
}

function typedText() {
  return keys.map((key) => key.own || key.us).join("");
}

/** @param {string} key the position of a key, as in `KeyboardEvent.code` */
function onUsKeyboard(key) {
  if (key === "Semicolon") return ":";
  if (key === "BracketRight") return "]";
  return key.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/)?.[1] ?? "";
}
