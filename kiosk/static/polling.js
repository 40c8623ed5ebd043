/** Steps that wait for something outside ask again until it has happened. */

import { refresh } from "./navigation.js";
import { post } from "./server.js";
import { currentStep, onStep } from "./steps.js";

// Milliseconds. A host or a printer takes seconds; the server forgets a guest after 3 minutes.
const EVERY = 1_500;
const KEEP_ALIVE = 60_000;

onStep((step) => {
  if (step.dataset.poll) poll(step, step.dataset.poll);
  if (step.dataset.idle === "wait") keepAlive(step);
});

/**
 * @param {HTMLElement} step
 * @param {string} address
 */
function poll(step, address) {
  const every = Number(step.dataset.pollEvery) || EVERY;
  const again = async () => {
    if (step !== currentStep()) return;
    await refresh(address).catch(() => {});
    setTimeout(again, every);
  };
  setTimeout(again, every);
}

/** @param {HTMLElement} step */
function keepAlive(step) {
  const tick = setInterval(() => {
    if (step !== currentStep()) return clearInterval(tick);
    post(/** @type {string} */ (step.dataset.touch)).catch(() => {});
  }, KEEP_ALIVE);
}
