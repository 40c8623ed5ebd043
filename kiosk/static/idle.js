/**
 * Idle time: a screen that nobody touches is wiped. A person is asked first, and may always have
 * more time.
 */

import { goHome } from "./navigation.js";
import { post } from "./server.js";
import { currentStep, onStep } from "./steps.js";

/**
 * Milliseconds without a touch until a step asks, or ends; by the step's `data-idle`. Whoever waits
 * for digits reads their e-mail meanwhile: as long as the server keeps the encounter.
 */
/** @type {Record<string, number>} */
const IDLE_AFTER = { ask: 40_000, code: 155_000, wait: 180_000, leave: 20_000, rest: 60_000 };
const ENDS_UNASKED = ["leave", "rest"];
const ANSWER_WITHIN = 20_000;
const TICK = 1_000;
/** The server ends an encounter that was not touched for 3 minutes (visits/lobby/encounters.py). */
const TOUCH_EVERY = 30_000;

let timer = 0;
let touchedAt = 0;

onStep(begin);
for (const kind of ["pointerdown", "keydown"])
  document.addEventListener(kind, restart, { capture: true });
document.addEventListener("close", restart, { capture: true });

/** @param {HTMLElement} step */
function begin(step) {
  touchedAt = Date.now();
  wait(step);
}

function restart() {
  const step = currentStep();
  if (Date.now() - touchedAt > TOUCH_EVERY) touch(step);
  if (!step.querySelector("dialog[open]")) wait(step);
}

/** @param {HTMLElement} step */
function wait(step) {
  clearInterval(timer);
  const { idle = "" } = step.dataset;
  if (idle) after(IDLE_AFTER[idle], ENDS_UNASKED.includes(idle) ? goHome : () => ask(step));
}

/** @param {HTMLElement} step */
function ask(step) {
  step.querySelector("dialog")?.showModal();
  after(ANSWER_WITHIN, goHome);
}

/**
 * Counted in ticks: a tablet that stalls shows nothing, and must not take a guest's time for that.
 * @param {number} milliseconds
 * @param {() => unknown} act
 */
function after(milliseconds, act) {
  let left = milliseconds;
  clearInterval(timer);
  timer = setInterval(() => {
    left -= TICK;
    if (left > 0) return;
    clearInterval(timer);
    act();
  }, TICK);
}

/** @param {HTMLElement} step */
function touch(step) {
  touchedAt = Date.now();
  if (step.dataset.touch) post(step.dataset.touch).catch(() => {});
}
