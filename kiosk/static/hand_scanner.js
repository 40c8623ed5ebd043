/** Hand scanners are keyboards: a code ends in Enter or Tab, wherever the focus is. */

import { codeAtEnd, present } from "./codes.js";
import { onStep } from "./stage.js";

const KEPT = 64;
const ENDS = ["Enter", "Tab"];

/** As the tablet's keyboard layout writes it, and as a US keyboard would: scanners speak US on any tablet. */
let written = "";
let struck = "";

document.addEventListener("keydown", listen, { capture: true });
onStep(forget);

/** @param {KeyboardEvent} event */
function listen(event) {
  if (ENDS.includes(event.key)) return finish(event);
  written = (written + (event.key.length === 1 ? event.key : "")).slice(-KEPT);
  struck = (struck + onUsKeyboard(event.code)).slice(-KEPT);
}

/** @param {KeyboardEvent} event */
function finish(event) {
  const code = codeAtEnd(written) ?? codeAtEnd(struck);
  forget();
  if (!code) return;
  event.preventDefault();
  event.stopPropagation();
  present(code);
}

function forget() {
  written = struck = "";
}

/** @param {string} key the place of a key, as `KeyboardEvent.code` names it */
function onUsKeyboard(key) {
  if (key === "Semicolon") return ":";
  return key.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/)?.[1] ?? "";
}
