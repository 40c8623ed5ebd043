/** A sentence for a moment, over whatever step is on the screen: nothing is wiped by it. */

import { say } from "./sentences.js";
import { signal } from "./signals.js";
import { onStep } from "./steps.js";

/** Milliseconds: long enough to read it twice. */
const LASTS = 8_000;

const line = /** @type {HTMLElement} */ (document.querySelector("[data-advice-line]"));
let timer = 0;

// What was said about another step's code would stand beside the answer to the right one.
onStep(hide);

/**
 * Say this in the language on the screen; screen readers read it out.
 * @param {"foreign" | "own-page" | "voiceless"} advice
 */
export function show(advice) {
  signal("wait", say(line, advice));
  clearTimeout(timer);
  timer = setTimeout(hide, LASTS);
}

function hide() {
  clearTimeout(timer);
  line.replaceChildren();
}
