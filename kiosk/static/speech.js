/**
 * Spoken help: a voice that is on the tablet reads each step out, to whoever cannot read it.
 *
 * A key, or a long press in the corner of the screen, begins it. The same again darkens the
 * screen, and once more ends it. What is typed is never spoken, nor are digits for a host.
 */

import { show as advise } from "./advice.js";
import { sentence } from "./sentences.js";
import { onStep, currentStep } from "./steps.js";

const KEY = "F1";
/** Pixels from the upper left corner, whatever the language: a place that can be told once. */
const CORNER = 120;
const PRESSED_FOR = 2_000;
/** Milliseconds at the first screen until the next guest counts as somebody else. */
const ENDS_AFTER = 60_000;
const MODES = ["off", "spoken", "dark"];
const SAID_FIRST = ["silent", "spoken", "dark"];

const { dataset } = document.documentElement;
const speaker = window.speechSynthesis;

let pressing = 0;
let ending = 0;
let typedBefore = 0;
let lastStep = /** @type {HTMLElement | null} */ (null);

// The first call is what makes a browser load its voices.
speaker?.getVoices();
onStep(enter);
document.addEventListener("keydown", (event) => {
  if (event.key !== KEY) return;
  event.preventDefault();
  if (!event.repeat) change();
});
document.addEventListener("pointerdown", ({ clientX, clientY }) => {
  if (Math.max(clientX, clientY) < CORNER) pressing = setTimeout(change, PRESSED_FOR);
});
for (const kind of ["pointerup", "pointercancel"])
  document.addEventListener(kind, () => clearTimeout(pressing));
document.addEventListener("focusin", (event) => {
  const name = nameOf(/** @type {HTMLElement} */ (event.target));
  if (isOn() && name) speak(name);
});
document.addEventListener("input", (event) => {
  const { length } = /** @type {HTMLInputElement} */ (event.target).value;
  if (isOn()) speak(sentence(length < typedBefore ? "deleted" : "typed"));
  typedBefore = length;
});

function change() {
  if (!voice()) return advise("voiceless");
  const mode = (MODES.indexOf(dataset.speech ?? "off") + 1) % MODES.length;
  const said = sentence(SAID_FIRST[mode]);
  speak(mode === 1 ? `${said} ${textOf(currentStep())}` : said);
  dataset.speech = MODES[mode];
}

/** @param {HTMLElement} step */
function enter(step) {
  clearTimeout(ending);
  typedBefore = 0;
  const isFirst = Boolean(step.dataset.state);
  if (isOn() && isFirst && isOver(lastStep)) end();
  if (isOn() && isFirst) ending = setTimeout(end, ENDS_AFTER);
  if (isOn()) speak(textOf(step));
  lastStep = step;
}

/**
 * Whether its guest has gone: they were done, or did not answer.
 * @param {HTMLElement | null} step
 */
function isOver(step) {
  return step?.dataset.outcome === "success" || Boolean(step?.querySelector("dialog[open]"));
}

function end() {
  dataset.speech = "off";
  speaker.cancel();
}

const isOn = () => (dataset.speech ?? "off") !== "off";

/**
 * @param {HTMLElement} step
 * @returns {string} what stands there to read, and what can be done
 */
function textOf(step) {
  const read = [...step.querySelectorAll("h1, p")].filter(isSpoken);
  const acts = [...step.querySelectorAll("button, summary")].filter(isSpoken);
  const named = acts.map((act) => nameOf(/** @type {HTMLElement} */ (act)));
  const choices = named.length ? [sentence("choices"), ...named.map((name) => `${name}.`)] : [];
  return [...read.map((one) => /** @type {HTMLElement} */ (one).innerText), ...choices].join(" ");
}

/** @param {Element} element */
function isSpoken(element) {
  return element.checkVisibility() && !element.closest(".keys, .digits, dialog");
}

/** @param {HTMLElement} element */
function nameOf(element) {
  const question = element.closest("dialog");
  if (question) return question.innerText;
  if (element.closest(".keys") || !element.matches("button, summary, input")) return "";
  return element.ariaLabel || element.innerText;
}

/** @returns {SpeechSynthesisVoice | undefined} one that needs nobody else's computer */
function voice() {
  const { lang } = document.documentElement;
  const speaks = (/** @type {SpeechSynthesisVoice} */ one) =>
    one.localService && one.lang.toLowerCase().startsWith(lang);
  return speaker?.getVoices().find(speaks);
}

/**
 * Say this, unless the language has changed to one that the tablet has no voice for: without a
 * voice a browser takes its own choice, which may send what stands there to somebody else.
 * @param {string} text
 */
function speak(text) {
  const own = voice();
  if (!own) {
    end();
    return advise("voiceless");
  }
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = document.documentElement.lang;
  utterance.voice = own;
  speaker.cancel();
  speaker.speak(utterance);
}
