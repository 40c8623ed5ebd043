// Asks the server what changed, as often as its last answer says, and shows it without disturbing anybody.

import { announce } from "./announcer.js";
import { morph } from "./morph.js";
import { calm } from "./pointer.js";
import { parsed } from "./trusted.js";

const HIDDEN = 15_000;
const PATIENCE = 8_000;
const PAUSES = [1_000, 2_000, 5_000];
const FIRST = 700;

export function keepLive(place, shown) {
  const state = { tag: "", next: every(place), failures: 0, timer: 0, looking: null };
  const look = () => (state.looking ??= once(place, state, shown).finally(() => again(state, look)));
  document.addEventListener("visibilitychange", () => document.hidden || look());
  again(state, look);
  return (page) => show(place, page, shown);
}

function every(place) {
  return Number(place.dataset.every ?? FIRST);
}

function again(state, look) {
  state.looking = null;
  clearTimeout(state.timer);
  const pause = state.failures ? PAUSES[Math.min(state.failures, PAUSES.length) - 1] : state.next;
  state.timer = setTimeout(look, (document.hidden ? HIDDEN : pause) * (0.85 + Math.random() * 0.3));
}

async function once(place, state, shown) {
  try {
    const answer = await ask(place, state.tag);
    if (answer.status === 200) {
      const newer = parsed(await answer.text());
      await calm();
      show(place, newer, shown);
    }
    state.tag = answer.headers.get("ETag") ?? state.tag;
    state.next = Number(answer.headers.get("Lencana-Next-In") ?? every(place));
    state.failures = 0;
  } catch {
    state.failures += 1;
  }
  sign(state.failures === 0);
}

async function ask(place, tag) {
  const answer = await fetch(place.dataset.from, {
    headers: tag ? { "If-None-Match": tag } : {},
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.redirected || [401, 403, 404].includes(answer.status)) location.reload();
  if (answer.status !== 200 && answer.status !== 304) throw new Error("no board");
  return answer;
}

// Shows the page's newer copy of the place; false when that page holds none.
function show(place, page, shown) {
  const newer = page.getElementById(place.id);
  if (!newer) return false;
  const before = new Set([...place.querySelectorAll("[data-announce]")].map((one) => one.id));
  const held = document.activeElement?.closest("[id]")?.id;
  morph(place, newer);
  shown();
  document.title = place.dataset.title ?? document.title;
  refocus(held);
  for (const one of place.querySelectorAll("[data-announce]")) {
    if (!before.has(one.id)) announce(one.dataset.announce);
  }
  return true;
}

// Who worked on a line that has moved elsewhere goes on there.
function refocus(held) {
  if (!held || document.activeElement !== document.body) return;
  document.getElementById(held)?.querySelector("a, button")?.focus({ preventScroll: true });
}

function sign(isLive) {
  const place = document.getElementById("sign");
  const words = isLive ? place.dataset.live : place.dataset.lost;
  place.hidden = false;
  place.classList.toggle("lost", !isLive);
  if (place.textContent !== words) place.textContent = words;
}
