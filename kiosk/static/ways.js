/** The other ways beside a code that does not come: they stand there by themselves after a while. */

import { play } from "./sounds.js";
import { currentStep, onStep } from "./steps.js";

/** Milliseconds; most e-mails are there by then. */
const SHOWN_AFTER = 45_000;

let timer = 0;

onStep((step) => {
  clearTimeout(timer);
  if (hiddenWays(step)) timer = setTimeout(announce, SHOWN_AFTER);
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-open-ways]")) open();
});

/** Whoever looks at their phone hears it; screen readers read the new sentence. */
function announce() {
  if (open()) play("wait");
}

/** @returns {boolean} whether they were not there before */
function open() {
  const step = currentStep();
  const ways = hiddenWays(step);
  if (!ways) return false;
  ways.hidden = false;
  step.querySelector("[data-open-ways]")?.remove();
  step.querySelector(".lead")?.replaceChildren(ways.dataset.ways ?? "");
  return true;
}

/** @param {HTMLElement} step */
function hiddenWays(step) {
  return /** @type {HTMLElement | null} */ (step.querySelector("[data-ways][hidden]"));
}
