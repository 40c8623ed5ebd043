// A marshal's phone: shows the roll, keeps what is marked until a server has it, and forgets
// everything when the alarm is over.
//
// Names lie in the tab only (sessionStorage); marks, which name nobody, outlive it.

import { isOurs, started } from "../web/product.js";
import { says, wordsOf } from "./matching.js";

// Milliseconds, and marks in one request.
const EVERY = 5_000;
const TIMEOUT = 8_000;
const LATE = 20_000;
const AT_ONCE = 200;
const SYMBOLS = 26;

const place = document.getElementById("roll-call");
const name = `lencana.roll.${location.pathname}`;
let timer = 0;

const fresh = () => ({ phone: randomName(), turn: 0, sent: 0, unlisted: 0, marks: [], until: 0, roll: "" });
const kept = read(localStorage) ?? fresh();
// By guest: the last word of this phone, as [turn, found, when].
const marks = new Map(kept.marks);
const known = read(sessionStorage) ?? { guests: [], lines: [], heard: 0 };

function randomName() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(SYMBOLS))];
  return bytes.map((byte) => (byte % 36).toString(36)).join("");
}

function read(storage) {
  return JSON.parse(storage.getItem(name) ?? "null");
}

function keep() {
  kept.marks = [...marks];
  localStorage.setItem(name, JSON.stringify(kept));
  sessionStorage.setItem(name, JSON.stringify(known));
}

// What another tab of this phone has kept is this tab's word, too.
function adopt() {
  Object.assign(kept, read(localStorage) ?? {});
  marks.clear();
  for (const [id, word] of kept.marks) marks.set(id, word);
  show();
}

async function forget() {
  clearTimeout(timer);
  localStorage.removeItem(name);
  sessionStorage.removeItem(name);
  await caches.delete(name);
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.unregister();
  const over = document.getElementById("over");
  if (!place) return;
  place.replaceWith(over.content);
  document.querySelector("h1").focus();
}

async function sync() {
  clearTimeout(timer);
  try {
    await exchange();
  } catch {
    // No network, or no server: what is marked stays here.
  }
  if (!place.isConnected) return;
  if (kept.until && Date.now() > kept.until) return forget();
  showAge();
  // Another one, begun by a mark, may have ended meanwhile.
  clearTimeout(timer);
  timer = setTimeout(sync, EVERY * (0.85 + Math.random() * 0.3));
}

async function exchange() {
  const unsent = unsentMarks();
  const answer = await fetch(location.href, {
    method: "POST",
    body: body(unsent),
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!isOurs(answer)) return;
  if (answer.status === 404) return forget();
  if (answer.status === 422) return refuse(await answer.text());
  if (answer.ok) take(await answer.json(), unsent);
}

function unsentMarks() {
  const unsent = [...marks].filter(([, [turn]]) => turn > kept.sent);
  return unsent.sort(([, [one]], [, [other]]) => one - other).slice(0, AT_ONCE);
}

function body(unsent) {
  const form = new URLSearchParams({ phone: kept.phone, unlisted: String(kept.unlisted), roll: kept.roll });
  if (!known.guests.length || known.lines.some(isUnnamed)) form.append("names", "1");
  for (const [id, [turn, found, at]] of unsent) {
    form.append("mark", `${turn} ${id} ${found} ${Math.max(Date.now() - at, 0)}`);
  }
  return form;
}

// A drill that became an alarm looks for others, too.
function isUnnamed({ id }) {
  return !known.guests.some((guest) => guest.id === id);
}

function take(answer, unsent) {
  kept.sent = Math.max(kept.sent, ...unsent.map(([, [turn]]) => turn));
  if (kept.roll && kept.roll !== answer.roll) beginAnew();
  kept.roll = answer.roll;
  kept.until = Date.now() + answer.left;
  place.querySelector("[data-age]").dataset.refused = "";
  known.heard = Date.now();
  known.lines = answer.lines;
  known.kind = answer.kind;
  known.marshal = answer.marshal;
  // Whose data was erased meanwhile is on no roll any more.
  const ids = new Set(answer.lines.map(({ id }) => id));
  known.guests = (answer.guests ?? known.guests).filter(({ id }) => ids.has(id));
  for (const id of marks.keys()) if (!ids.has(id)) marks.delete(id);
  keep();
  show();
  keepPage();
}

// Whoever was found in the drill, or counted, may have gone back in: the server passes it over, too.
function beginAnew() {
  marks.clear();
  kept.unlisted = 0;
}

function refuse(text) {
  const line = place.querySelector("[data-age]");
  line.textContent = line.dataset.refused = text;
  line.hidden = false;
}

function mark(id, found) {
  kept.turn += 1;
  marks.set(id, [kept.turn, found, Date.now()]);
  keep();
  show();
  sync();
}

// What is shown of a guest: this phone's own word at once, then what all say.
function status(id) {
  const [turn, found] = marks.get(id) ?? [0, ""];
  const line = known.lines.find((one) => one.id === id) ?? { said: "", state: "" };
  if (turn <= kept.sent) return { ...line, found };
  const said = found === "1" ? place.dataset.keptFound : place.dataset.keptMissing;
  return { said, state: found === "1" ? "found" : line.state || "missing", found };
}

function show() {
  const rows = document.getElementById("roll");
  for (const row of [...rows.children]) {
    if (!known.guests.some(({ id }) => id === row.dataset.id)) row.remove();
  }
  for (const guest of known.guests) showGuest(rows, guest);
  const found = known.guests.filter(({ id }) => status(id).state === "found").length;
  const count = place.querySelector("[data-count]");
  say(count, count.dataset.count, { found, all: known.guests.length });
  const marshal = place.querySelector("[data-marshal]");
  if (known.marshal) say(marshal, marshal.dataset.marshal, { number: known.marshal });
  if (known.kind) say(place.querySelector("[data-kind]"), known.kind, {});
  document.getElementById("unlisted").value = kept.unlisted;
  search();
}

function showGuest(rows, guest) {
  const row = rows.querySelector(`[data-id="${guest.id}"]`) ?? addRow(rows, guest);
  const { said, state, found } = status(guest.id);
  say(row.querySelector("[data-said]"), said, {});
  row.className = `roll-row ${state}`;
  for (const button of row.querySelectorAll("[data-mark]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mark === found));
  }
}

function addRow(rows, guest) {
  const row = document.getElementById("guest").content.firstElementChild.cloneNode(true);
  row.dataset.id = guest.id;
  for (const part of ["name", "badge", "place", "host", "part"]) {
    row.querySelector(`[data-${part}]`).textContent = guest[part];
  }
  for (const button of row.querySelectorAll("[data-mark]")) {
    button.append(hidden(guest.name));
    button.addEventListener("click", () => mark(guest.id, button.dataset.mark));
  }
  rows.append(row);
  return row;
}

function hidden(text) {
  const span = document.createElement("span");
  span.className = "visually-hidden";
  span.textContent = ` ${text}`;
  return span;
}

// Set only if it is news, as a screen reader reads whatever is set.
function say(line, words, values) {
  const text = words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  if (line.textContent !== text) line.textContent = text;
}

function showAge() {
  const line = place.querySelector("[data-age]");
  const age = Date.now() - known.heard;
  line.hidden = !line.dataset.refused && (!known.heard || age < LATE);
  if (line.hidden || line.dataset.refused) return;
  say(line, line.dataset.age, { minutes: Math.max(Math.round(age / 60_000), 1) });
}

function search() {
  const words = wordsOf(document.getElementById("wanted").value);
  for (const row of document.getElementById("roll").children) {
    row.hidden = !says(row.querySelectorAll(".roll-name, .about"), words);
  }
}

// So that this page opens again while no server answers.
async function keepPage() {
  if (!navigator.serviceWorker || "kept" in place.dataset) return;
  const files = [...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => href);
  const imported = ["../web/product.js", "./matching.js"];
  const scripts = [import.meta.url, ...imported.map((one) => new URL(one, import.meta.url).href)];
  await (await caches.open(name)).addAll([location.href, ...files, ...scripts]);
  const policy = window.trustedTypes?.createPolicy("lencana", {
    createScriptURL: () => place.dataset.worker,
  });
  const worker = policy ? policy.createScriptURL("") : place.dataset.worker;
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  place.dataset.kept = "";
}

function count(more) {
  kept.unlisted = Math.min(Math.max(kept.unlisted + more, 0), 999);
  keep();
  show();
  sync();
}

if (place && kept.until && Date.now() > kept.until) forget();
else if (place) {
  document.getElementById("wanted").addEventListener("input", search);
  for (const button of place.querySelectorAll("[data-more]")) {
    button.addEventListener("click", () => count(Number(button.dataset.more)));
  }
  document.addEventListener("visibilitychange", () => document.hidden || sync());
  addEventListener("storage", ({ key }) => key === name && place.isConnected && adopt());
  if (known.guests.length) show();
  sync();
} else forget();
started();
