/** Hand scanners are keyboards: they type a code and Enter or Tab, wherever the focus is. */

import { codeAtEnd, present } from "./codes.js";
import { onStep } from "./steps.js";

// Enough for a code and what was typed before it.
const MOST_CHARACTERS = 64;
const ENDS = ["Enter", "Tab"];

/**
 * The text by the tablet's own layout and by a US one: scanners send US key positions to any
 * tablet.
 */
let typed = "";
let typedOnUs = "";

document.addEventListener("keydown", listen, { capture: true });
onStep(clear);

/** @param {KeyboardEvent} event */
function listen(event) {
  if (ENDS.includes(event.key)) return end(event);
  typed = (typed + (event.key.length === 1 ? event.key : "")).slice(-MOST_CHARACTERS);
  typedOnUs = (typedOnUs + onUsKeyboard(event.code)).slice(-MOST_CHARACTERS);
}

/** @param {KeyboardEvent} event */
function end(event) {
  const code = codeAtEnd(typed) ?? codeAtEnd(typedOnUs);
  clear();
  if (!code) return;
  event.preventDefault();
  event.stopPropagation();
  present(code);
}

function clear() {
  typed = typedOnUs = "";
}

/** @param {string} key the position of a key, as in `KeyboardEvent.code` */
function onUsKeyboard(key) {
  if (key === "Semicolon") return ":";
  return key.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/)?.[1] ?? "";
}
