/** Idle: nobody's step stays on the screen. A person is asked first, and may ask for more time for ever. */

import { goHome } from "./journey.js";
import { post } from "./server.js";
import { currentStep, onStep } from "./stage.js";

/** How long each kind of step waits, in milliseconds, before it asks or ends. */
const PATIENCE = /** @type {Record<string, number>} */ ({ ask: 40_000, wait: 180_000, leave: 20_000, rest: 60_000 });
const WITHOUT_A_QUESTION = ["leave", "rest"];
const TO_ANSWER = 20_000;
const TOUCH_EVERY = 30_000;

let timer = 0;
let touchedAt = 0;

onStep(begin);
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, stay, { capture: true });
document.addEventListener("close", stay, { capture: true });

/** @param {HTMLElement} step */
function begin(step) {
  touchedAt = Date.now();
  wait(step);
}

function stay() {
  const step = currentStep();
  if (Date.now() - touchedAt > TOUCH_EVERY) touch(step);
  if (!step.querySelector("dialog[open]")) wait(step);
}

/** @param {HTMLElement} step */
function wait(step) {
  clearTimeout(timer);
  const { idle = "" } = step.dataset;
  if (idle) timer = setTimeout(WITHOUT_A_QUESTION.includes(idle) ? goHome : question, PATIENCE[idle], step);
}

/** @param {HTMLElement} step */
function question(step) {
  step.querySelector("dialog")?.showModal();
  timer = setTimeout(goHome, TO_ANSWER);
}

/** @param {HTMLElement} step */
function touch(step) {
  touchedAt = Date.now();
  if (step.dataset.touch) post(step.dataset.touch).catch(() => {});
}
