// One quiet chime for whoever begins to wait, unless this browser's person has switched it off.

import { pointerAtRest } from "./pointer.js";

// A cookie, as signing out empties all other storage of the browser. It holds this and no more.
const OFF = "__Host-lencana-chime=off";
const COOKIE = `${OFF}; Path=/; Secure; SameSite=Strict; Max-Age=`;
const A_YEAR = 365 * 24 * 60 * 60;
// Hertz, from 0 to 1, and seconds.
const PITCH = 587;
const VOLUME = 0.15;
const FADES_IN = 0.6;
// What is silence to an ear; an exponential ramp never reaches zero.
const SILENCE = 0.0001;

const speaker = new AudioContext();
const button = document.getElementById("chime");
let known = new Set();

// Returns what runs after each change of the board.
export function startChime() {
  known = waiting();
  button.hidden = false;
  button.addEventListener("click", toggle);
  speaker.addEventListener("statechange", show);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wake);
  show();
  return listen;
}

function listen() {
  const now = waiting();
  const isNews = [...now].some((id) => !known.has(id));
  known = now;
  // What a speaker that sleeps is given would be heard at the next touch, about something else.
  if (isNews && isOn() && speaker.state === "running") play();
}

function waiting() {
  return new Set([...document.querySelectorAll("#waiting .board-row")].map((row) => row.id));
}

function isOn() {
  return !document.cookie.split("; ").includes(OFF);
}

function toggle() {
  document.cookie = COOKIE + (isOn() ? A_YEAR : 0);
  show();
  if (isOn()) play();
}

function show() {
  button.setAttribute("aria-pressed", isOn());
  // On a phone it has lines of its own, and what lies below moves up when it goes.
  pointerAtRest().then(() => {
    document.getElementById("silent").hidden = !isOn() || speaker.state === "running";
  });
}

// Browsers are silent until somebody has touched the page once.
function wake() {
  if (speaker.state === "suspended") speaker.resume().catch(() => {});
}

function play() {
  const from = speaker.currentTime;
  const tone = new OscillatorNode(speaker, { frequency: PITCH });
  const loudness = new GainNode(speaker, { gain: VOLUME });
  loudness.gain.setValueAtTime(VOLUME, from);
  loudness.gain.exponentialRampToValueAtTime(SILENCE, from + FADES_IN);
  tone.connect(loudness).connect(speaker.destination);
  tone.start(from);
  tone.stop(from + FADES_IN);
}
