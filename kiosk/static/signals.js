/**
 * What a result is seen and heard by at once: colour, sign and words over the whole screen, and a
 * sound. None of them says it alone; screen readers read the step's heading, which has the focus.
 */

import { play } from "./sounds.js";
import { currentStep, onStep } from "./steps.js";

/** @typedef {import("./sounds.js").Outcome} Outcome */

/** Milliseconds: long enough to see it from the corner of an eye, and no longer in the way. */
const LASTS = 900;

const screen = /** @type {HTMLElement} */ (document.querySelector("[data-signal]"));
const line = /** @type {HTMLElement} */ (screen.querySelector("p"));
let timer = 0;

// The heading of the step before may name its guest.
onStep(hide);

/**
 * @param {Outcome} outcome
 * @param {string} words
 */
export function signal(outcome, words) {
  line.textContent = words;
  screen.dataset.signal = outcome;
  clearTimeout(timer);
  timer = setTimeout(hide, LASTS);
  play(outcome);
}

/** Signal what the step on the screen is, if it is a result. */
export function signalStep() {
  const step = currentStep();
  const outcome = /** @type {Outcome | undefined} */ (step.dataset.outcome);
  if (outcome) signal(outcome, step.querySelector("h1")?.innerText ?? "");
}

function hide() {
  screen.dataset.signal = "";
  line.replaceChildren();
}
