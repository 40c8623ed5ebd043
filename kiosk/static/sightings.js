/**
 * What the camera has in sight. It sees the same code many times a second: each counts once, until
 * it has gone out of sight. Looks are counted, and not time: none is taken at other steps, after
 * which a badge on the counter or a phone in the hand would be taken for another one.
 */

import * as advice from "./advice.js";
import { present, recognise } from "./codes.js";
import { onStep } from "./steps.js";

/** Looks, of which there are some eight a second: hands shake, and pictures blur. */
const UNTIL_GONE = 25;
/** A poster is hidden by everybody who stands before it, and must not be commented on each time. */
const UNTIL_FOREIGN_GONE = 250;

/** @type {Map<string, number>} for each text in sight, the looks that have missed it since */
const inSight = new Map();

// Nobody has answered: the code that is still held up is read again.
onStep((step) => {
  if (step.dataset.step === "offline") inSight.clear();
});

/**
 * Take what the camera sees at one look: every text in the picture.
 * @param {string[]} texts
 */
export function see(texts) {
  const seen = texts.filter(Boolean);
  const fresh = seen.filter((text) => !inSight.has(text));
  remember(seen);
  const finding = fresh.length ? recognise(fresh) : null;
  if (!finding) return;
  if ("code" in finding) present(finding.code);
  else if (!isOurs(seen)) advice.show(finding.advice);
}

/** @param {string[]} seen */
function remember(seen) {
  for (const [text, missed] of inSight) {
    const most = isOurs([text]) ? UNTIL_GONE : UNTIL_FOREIGN_GONE;
    if (missed < most) inSight.set(text, missed + 1);
    else inSight.delete(text);
  }
  for (const text of seen) inSight.set(text, 0);
}

/** @param {string[]} texts */
function isOurs(texts) {
  const finding = recognise(texts);
  return finding !== null && "code" in finding;
}
