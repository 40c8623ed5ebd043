/** The journey: from step to step, one question to the server at a time. */

import { get, post, Unreachable } from "./server.js";
import { currentStep, showFragment, showOffline } from "./stage.js";

const root = document.documentElement;
const home = /** @type {string} */ (root.dataset.home);
const homeLanguage = root.lang;

/** The version of the fragment on the screen, for asking whether it still holds. */
let version = /** @type {string | null} */ (null);
let underway = false;

/** @param {string} address */
export function go(address) {
  return move(() => get(address));
}

/**
 * @param {string} address
 * @param {FormData} [form]
 */
export function send(address, form) {
  return move(() => post(address, form));
}

/** Whoever stood here is gone, for the server as for the screen. */
export function goHome() {
  const ending = currentStep().dataset.end;
  root.lang = homeLanguage;
  return ending ? send(ending) : go(home);
}

/**
 * The step asks again how things stand; what has not changed stays as it is.
 * @param {string} address
 */
export async function lookAgain(address) {
  const step = currentStep();
  const answer = await get(address, version);
  if (answer.unchanged || step !== currentStep() || underway) return;
  version = answer.version;
  showFragment(answer.text);
}

/** @param {() => Promise<import("./server.js").Answer>} question */
async function move(question) {
  if (underway) return;
  underway = true;
  root.toggleAttribute("data-busy", true);
  try {
    const answer = await question();
    version = answer.version;
    showFragment(answer.text);
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    showOffline();
  } finally {
    underway = false;
    root.toggleAttribute("data-busy", false);
  }
}
