/** What is seen while the server has not answered: nothing at first, then a wheel with words. */

import { say } from "./sentences.js";

/** Milliseconds without an answer; sooner it would only flicker. */
const SHOWN_AFTER = 300;

const root = document.documentElement;
const line = /** @type {HTMLElement} */ (document.querySelector("[data-waiting] p"));
let timer = 0;

/** @param {boolean} isWaiting */
export function setWaiting(isWaiting) {
  root.toggleAttribute("data-busy", isWaiting);
  clearTimeout(timer);
  if (isWaiting) timer = setTimeout(show, SHOWN_AFTER);
  else hide();
}

function show() {
  say(line, "waiting");
  root.toggleAttribute("data-slow", true);
}

function hide() {
  line.replaceChildren();
  root.toggleAttribute("data-slow", false);
}
