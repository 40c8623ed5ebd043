/** The codes that guests carry. Text of any other shape is never sent to the server. */

import { send, whenNothingIsSent } from "./navigation.js";
import { say } from "./sentences.js";
import { signal } from "./signals.js";
import { currentStep, onStep } from "./steps.js";

// 26 characters of Crockford base32, which has no I, L, O and U (visits/codes.py). A confirmed
// guest's page shows 26 more, which change every 45 s.
const CODE = /(?:(?:LC1|LB1):[0-9A-HJKMNP-TV-Z]{26}|LC2:[0-9A-HJKMNP-TV-Z]{52})/i;
const UNCHANGING = 30;
const WHOLE = new RegExp(`^${CODE.source}$`, "i");
// A scanner may be set to type first which kind of barcode it read, such as `]Q1` (ISO/IEC 15424).
const SCANNER_PREFIX = /(\][A-Z]\w)?/;
const AT_END = new RegExp(`${SCANNER_PREFIX.source}(${CODE.source})$`, "i");
/** Milliseconds after which a scan is answered by "please wait", if by nothing else. */
const ANSWERED_WITHIN = 100;
/** Steps that answer a code and belong to no encounter. */
const ANSWERS = ["goodbye", "see_desk", "reason"];
/** Steps beside which a code is the next guest's. */
const RESULTS = ["arrived", "goodbye"];

const { dataset } = document.documentElement;
const { arrivals = "", departures = "", explanations = "", guest = "" } = dataset;

let newest = "";
/**
 * The code that brought the step on the screen, or one before it in the same encounter; none once
 * the next of a party may come with the same code.
 */
let answered = "";

onStep((step) => {
  const isNextOfParty = step.dataset.party !== undefined;
  if (isNextOfParty || (!step.dataset.end && !ANSWERS.includes(step.dataset.step ?? ""))) {
    answered = "";
  }
});

/**
 * @typedef {{code: string} | {advice: "foreign" | "own-page"}} Finding a code of ours, or what to
 * say about other text
 */

/**
 * What a camera or scanner sees, by all the texts that it sees at once: ours counts before the link
 * of a guest's page, and both before a poster that hangs beside them.
 * @param {string[]} texts
 * @returns {Finding | null}
 */
export function recognise(texts) {
  const plain = texts.map((text) => text.trim().replace(/^\][A-Z]\w/i, "")).filter(Boolean);
  const code = plain.find((text) => WHOLE.test(text));
  if (code) return { code: code.toUpperCase() };
  if (plain.some(isOwnPage)) return { advice: "own-page" };
  return plain.length ? { advice: "foreign" } : null;
}

/**
 * What two pictures of one code have in common, also when it was confirmed.
 * @param {string} text
 */
export function identity(text) {
  const finding = recognise([text]);
  return finding && "code" in finding ? finding.code.slice(0, UNCHANGING) : text;
}

/**
 * The code that has just become complete at the end of what is typed, and how many signs it took.
 * @param {string} text
 * @returns {{code: string, length: number} | null}
 */
export function codeAtEnd(text) {
  const [whole, , code] = text.match(AT_END) ?? [];
  return whole && code ? { code: code.toUpperCase(), length: whole.length } : null;
}

/**
 * Check in with an invitation code, or check out with a badge's code, as soon as nothing else is
 * being sent. Of several that wait the newest counts; one whose answer is on the screen changes
 * nothing.
 * @param {string} code
 */
export async function present(code) {
  newest = code;
  const waiting = setTimeout(askForPatience, ANSWERED_WITHIN);
  try {
    await whenNothingIsSent();
    // A confirmed code that had grown old counts again as it is now: it spares the digits.
    if (code !== newest || code === answered) return;
    answered = code;
    // The next guest may read another language.
    if (RESULTS.includes(currentStep().dataset.step ?? "")) delete dataset.chosen;
    await sendCode(isBadge(code) ? departures : arrivals, code);
  } finally {
    clearTimeout(waiting);
  }
}

/** Ask why the newest code opens nothing: its guest is sent digits, and by them hears the reason. */
export async function explain() {
  await sendCode(explanations, newest);
}

/**
 * @param {string} address
 * @param {string} code
 */
async function sendCode(address, code) {
  const form = new FormData();
  form.set("code", code);
  await send(address, form);
}

/** @param {string} code */
export function isBadge(code) {
  return code.startsWith("LB1:");
}

function askForPatience() {
  signal("wait", say(document.createElement("p"), "waiting"));
}

/** @param {string} text */
function isOwnPage(text) {
  // Caps Lock turns the letters of a hand scanner round.
  return guest !== "" && text.toLowerCase().startsWith(`${guest.toLowerCase()}/`);
}
