// Finds guests on the board by what is typed or scanned, and does with Enter what it says that
// Enter does. What is typed is not sent anywhere: of few slim rows that it finds, the page asks for the
// whole ones by their public ids.

import { holds, markOf, readCode, wordsOf } from "./matching.js";

const TEXTLESS = "input, textarea, select";
const box = document.getElementById("wanted");
const hint = document.getElementById("enter");
const found = document.getElementById("found");
// Of what is typed: its words, or the mark of a scanned code.
let wanted = { words: [], mark: "" };
// The act that stood at the last key: Enter does that one, and no other that an update brought.
// Null while keys come.
let promised = null;
// The only row found, by its id, while it is slim: its act comes a moment after the last key.
let awaited = "";
let askForWhole = () => {};
// With what in the box the last act was sent.
let sent = "";
// While a code is being read.
let reading = null;
let timer = 0;
// Milliseconds. A hand scanner types faster than anybody, and its Enter says for nobody that they
// have seen an ID, or that their guest leaves: whatever is scanned, also a name in a guest's own
// code. What is typed is announced when typing pauses, not after each key.
const PERSON_TAKES = 60;
const TYPING_PAUSES = 600;
// More rows than these are still being chosen from.
const FEW = 12;

// Returns what runs after each change of the board, and what runs after an act on it.
export function startSearch(ask) {
  askForWhole = ask;
  document.getElementById("search").hidden = false;
  box.addEventListener("input", typed);
  addEventListener("keydown", listen);
  addEventListener("submit", () => { sent = box.value; });
  return { filter: show, begin };
}

function listen(key) {
  if (key.isComposing || document.querySelector("dialog[open]")) return;
  const isInRow = key.target.closest("#board .board-row") !== null;
  if (key.target === box || (isInRow && box.value)) walk(key);
  if (!key.defaultPrevented && !key.target.closest(TEXTLESS)) typeIntoSearch(key);
}

function walk(key) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
  if (key.key === "Enter" && key.target === box) enter();
  else if (key.key === "/" && key.target === box) box.select();
  else if (key.key === "Escape") clear();
  else if (step && box.value) go(key.target.closest(".board-row"), step);
  else return;
  key.preventDefault();
}

// A hand scanner types wherever the focus is, and so may people: the first sign goes there, too.
function typeIntoSearch(key) {
  if (key.ctrlKey || key.metaKey || key.altKey || !/^\S$/u.test(key.key)) return;
  box.focus();
  box.select();
  if (key.key === "/") key.preventDefault();
}

function typed() {
  const code = readCode(box.value);
  reading = null;
  if (!code) return look({ words: wordsOf(box.value), mark: "" });
  const own = markOf(code).then((mark) => own === reading && look({ words: [], mark }));
  reading = own;
}

function look(next) {
  const stood = promised;
  wanted = next;
  // What stands there is what Enter does: nothing new, before Enter would do it.
  promised = null;
  awaited = "";
  show();
  promise(TYPING_PAUSES, stood);
}

function promise(silence, stood = null) {
  const act = nameOf(mainAct());
  // What stands there already, after fewer letters, stays.
  promised = act === stood ? act : null;
  if (promised !== null) tell();
  clearTimeout(timer);
  timer = setTimeout(() => {
    promised = act;
    tell();
    timer = setTimeout(() => { found.textContent = hint.textContent; }, silence);
  }, PERSON_TAKES);
}

async function enter() {
  await reading;
  const act = mainAct();
  if (act && nameOf(act) === promised) {
    // Whoever comes next may be typed at once.
    box.select();
    return act.click();
  }
  // Emptied first, so that the same words are said again.
  found.textContent = "";
  promise(0);
}

function clear() {
  box.value = "";
  typed();
  box.focus();
}

// The next guest is typed at once, also after one who was searched for; what of them is typed
// already stays.
function begin() {
  if (box.value && box.value === sent) clear();
}

function go(from, step) {
  const matches = rows().filter((row) => !row.hidden);
  const next = from ? matches[matches.indexOf(from) + step] : matches[step > 0 ? 0 : -1];
  if (next) (actOf(next) ?? next.querySelector("a, button"))?.focus();
  else if (step < 0) box.focus();
}

function show() {
  const isWanted = box.value.trim() !== "";
  for (const row of rows()) row.hidden = isWanted && !holds(row, wanted);
  for (const past of isWanted ? document.querySelectorAll("#board details") : []) {
    past.open = past.querySelector(".board-row:not([hidden])") !== null;
  }
  const matches = rows().filter((row) => !row.hidden);
  document.getElementById("nobody").hidden = !isWanted || matches.length > 0;
  if (promised !== null) tell();
  if (isWanted) exchange(matches);
}

function exchange(matches) {
  const slim = matches.filter((row) => row.matches(".slim")).map((row) => row.id);
  const isWhole = awaited !== "" && matches.length === 1 && matches[0].id === awaited && !slim.length;
  awaited = matches.length === 1 && slim.length ? slim[0] : "";
  if (slim.length && matches.length <= FEW) askForWhole(slim.map((id) => id.replace("visit-", "")));
  if (isWhole) promise(TYPING_PAUSES);
}

function tell() {
  hint.hidden = box.value.trim() === "";
  hint.textContent = hint.hidden ? "" : outlook();
}

function outlook() {
  const act = mainAct();
  if (act) return hint.dataset.act.replace("{act}", () => act.textContent);
  const { none, one, many } = hint.dataset;
  const count = rows().filter((row) => !row.hidden).length;
  return [none, one][count] ?? many.replace("{count}", count);
}

function rows() {
  return [...document.querySelectorAll("#board .board-row")];
}

// What Enter does: the first act of the only guest found.
function mainAct() {
  const [row, ...others] = box.value.trim() ? rows().filter((one) => !one.hidden) : [];
  return row && !others.length ? actOf(row) : null;
}

function actOf(row) {
  // About somebody on the watch list a person decides, by a button of their own.
  if (row.matches("[data-decide]")) return null;
  return row.querySelector(".acts .btn-primary") ?? row.querySelector(".acts .btn-quiet");
}

function nameOf(act) {
  return act ? act.form?.action ?? act.href : "";
}
