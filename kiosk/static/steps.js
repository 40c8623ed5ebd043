/** Steps: the fragments that follow each other in the document's `main`. */

import { parse } from "./trusted_types.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/** @type {((step: HTMLElement) => void)[]} */
const listeners = [];

/**
 * Call this with each new step.
 * @param {(step: HTMLElement) => void} listener
 */
export function onStep(listener) {
  listeners.push(listener);
}

/** Let people use the page, now that its scripts have loaded. */
export function enable() {
  main.inert = false;
}

/** @returns {HTMLElement} */
export function currentStep() {
  return /** @type {HTMLElement} */ (main.querySelector("[data-step]"));
}

/**
 * Replace the step on the screen by the one in the fragment.
 * @param {string} text
 */
export function showFragment(text) {
  const step = parse(text).querySelector("[data-step]");
  if (step instanceof HTMLElement) show(document.adoptNode(step));
}

/** Show what needs no server, in the language on the screen. */
export function showOffline() {
  const template = document.querySelector(`template[lang="${document.documentElement.lang}"]`);
  const first = template ?? document.querySelector("template");
  const chosen = /** @type {HTMLTemplateElement} */ (first);
  show(/** @type {HTMLElement} */ (document.importNode(chosen.content, true).firstElementChild));
}

/** @param {HTMLElement} step */
export function show(step) {
  main.replaceChildren(step);
  document.documentElement.lang = step.lang;
  document.documentElement.dir = step.dir;
  const heading = /** @type {HTMLElement} */ (step.querySelector("h1"));
  // A browser keeps titles on the disk: a step whose heading names the guest has another title.
  document.title = step.dataset.title ?? heading.innerText;
  // Screen readers begin to read the new step here, and arrow keys move what stands open over it.
  const sheet = /** @type {HTMLElement | null} */ (step.querySelector("details[open] section"));
  (sheet ?? heading).focus();
  for (const listener of listeners) listener(step);
}
