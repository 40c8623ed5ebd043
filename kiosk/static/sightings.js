/**
 * What the camera has in sight. It sees the same code many times a second: each counts once, until
 * it has gone out of sight. Looks are counted, and not time: none is taken at some steps, after
 * which a badge on the counter or a phone in the hand would be taken for another one.
 */

import * as advice from "./advice.js";
import { identity, isBadge, present, recognise } from "./codes.js";
import { currentStep, onStep } from "./steps.js";

/** Looks, of which there are some eight a second: hands shake, and pictures blur. */
const UNTIL_GONE = 25;
/** A poster is hidden by everybody who stands before it, and must not be commented on each time. */
const UNTIL_FOREIGN_GONE = 250;

/**
 * For each code or text in sight, the looks that have missed it since, and after how many it is gone.
 * @type {Map<string, {missed: number, most: number}>}
 */
const inSight = new Map();

/** Whether the screen said that others of a party are to come with the same code. */
let isPartyExpected = false;

// Nobody has answered, or the next of a party holds up the same code: it is read again.
onStep((step) => {
  const isNextOfParty = isPartyExpected && step.dataset.step === "welcome";
  if (isNextOfParty || step.dataset.step === "offline") inSight.clear();
  isPartyExpected = step.dataset.party !== undefined;
});

/**
 * Take what the camera sees at one look: every text in the picture.
 * @param {string[]} texts
 */
export function see(texts) {
  const seen = texts.filter(Boolean);
  const fresh = seen.filter((text) => !inSight.has(identity(text)));
  remember(seen);
  const finding = fresh.length ? recognise(fresh) : null;
  if (!finding) return;
  if ("code" in finding) presentUnlessNew(finding.code);
  else if (!isOurs(seen)) advice.show(finding.advice);
}

/** @param {string} code */
function presentUnlessNew(code) {
  // A badge that is put on before the camera that has just made it checks nobody out.
  const isNewBadge = isBadge(code) && currentStep().dataset.badge !== undefined;
  if (!isNewBadge) present(code);
}

/** @param {string[]} seen */
function remember(seen) {
  for (const [key, sighting] of inSight) {
    sighting.missed += 1;
    if (sighting.missed > sighting.most) inSight.delete(key);
  }
  for (const text of seen) {
    const most = isOurs([text]) ? UNTIL_GONE : UNTIL_FOREIGN_GONE;
    inSight.set(identity(text), { missed: 0, most });
  }
}

/** @param {string[]} texts */
function isOurs(texts) {
  const finding = recognise(texts);
  return finding !== null && "code" in finding;
}
