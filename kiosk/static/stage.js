/** The stage: the one place on the screen where steps follow each other. */

import { parse } from "./trusted.js";

const stage = /** @type {HTMLElement} */ (document.querySelector("main"));

/** @type {((step: HTMLElement) => void)[]} */
const watchers = [];

/**
 * Whoever prepares a step is called with each new one.
 * @param {(step: HTMLElement) => void} prepare
 */
export function onStep(prepare) {
  watchers.push(prepare);
}

/** The step can be touched from now on. */
export function listen() {
  stage.inert = false;
}

/** @returns {HTMLElement} */
export function currentStep() {
  return /** @type {HTMLElement} */ (stage.querySelector("[data-step]"));
}

/**
 * The step on the screen is this one; nothing of the step before is left.
 * @param {string} text
 */
export function showFragment(text) {
  const step = parse(text).querySelector("[data-step]");
  if (step instanceof HTMLElement) show(document.adoptNode(step));
}

/** The words that need no server, in the language on the screen. */
export function showOffline() {
  const template = document.querySelector(`template[lang="${document.documentElement.lang}"]`);
  const words = /** @type {HTMLTemplateElement} */ (template ?? document.querySelector("template"));
  show(/** @type {HTMLElement} */ (document.importNode(words.content, true).firstElementChild));
}

/** @param {HTMLElement} step */
export function show(step) {
  stage.replaceChildren(step);
  document.documentElement.lang = step.lang;
  const heading = /** @type {HTMLElement} */ (step.querySelector("h1"));
  // A browser keeps titles on the disk: where the heading names the guest, the step says another.
  document.title = step.dataset.title ?? heading.innerText;
  heading.focus();
  for (const prepare of watchers) prepare(step);
}
