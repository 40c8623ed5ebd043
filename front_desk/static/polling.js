// Asks the server what has changed, as often as its last answer says, and shows it without moving
// the focus.

import { isOurs, reload } from "../web/product.js";
import { announce } from "./announcer.js";
import { morph } from "./morph.js";
import { pointerAtRest } from "./pointer.js";
import { parse } from "./trusted_types.js";

// Milliseconds.
const HIDDEN_INTERVAL = 15_000;
const TIMEOUT = 8_000;
const RETRY_AFTER = [1_000, 2_000, 5_000];
const FIRST_INTERVAL = 700;

// Returns what shows another page's copy of the place, and what asks at once, and from then on, with
// this query; `shown` is called after each update.
export function startPolling(place, shown) {
  const state = {
    query: "", tag: "", tagOf: "", interval: firstInterval(place), failures: 0, timer: 0, asking: null,
  };
  const poll = () =>
    (state.asking ??= askOnce(place, state, shown).finally(() => schedule(state, poll)));
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  schedule(state, poll);
  const askWith = (query) => {
    if (query === state.query) return;
    state.query = query;
    (state.asking ?? Promise.resolve()).then(poll);
  };
  return { show: (page) => show(place, page, shown), askWith };
}

function firstInterval(place) {
  return Number(place.dataset.every ?? FIRST_INTERVAL);
}

function schedule(state, poll) {
  state.asking = null;
  clearTimeout(state.timer);
  const pause = state.failures
    ? RETRY_AFTER[Math.min(state.failures, RETRY_AFTER.length) - 1]
    : state.interval;
  // 15 % of jitter, so that the screens of a site do not ask in step.
  const spread = 0.85 + Math.random() * 0.3;
  state.timer = setTimeout(poll, (document.hidden ? HIDDEN_INTERVAL : pause) * spread);
}

async function askOnce(place, state, shown) {
  const { query } = state;
  try {
    // Another query is another answer, though its tag is the same.
    const answer = await ask(place.dataset.from + query, state.tagOf === query ? state.tag : "");
    if (answer.status === 200) {
      const newer = parse(await answer.text());
      await pointerAtRest();
      show(place, newer, shown);
    }
    state.tag = answer.headers.get("ETag") ?? state.tag;
    state.tagOf = query;
    state.interval = Number(answer.headers.get("Lencana-Next-In") ?? firstInterval(place));
    state.failures = 0;
  } catch {
    state.failures += 1;
  }
  showConnection(state.failures === 0);
}

async function ask(address, tag) {
  const answer = await fetch(address, {
    headers: tag ? { "If-None-Match": tag } : {},
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  // Whatever a proxy says in the server's place, the server did not.
  if (!isOurs(answer)) throw new Error("no answer of the product");
  // Signed out, or the printer is gone: the page itself says so once it is loaded again.
  const isOver = answer.redirected || [401, 403, 404].includes(answer.status);
  if (isOver) await reload();
  if (isOver || ![200, 304].includes(answer.status)) throw new Error("no board");
  return answer;
}

// Shows the page's newer copy of the place; false when that page holds none.
function show(place, page, shown) {
  const newer = page.getElementById(place.id);
  if (!newer) return false;
  // Another tab has switched to another place: the page around this one still names the former.
  if (newer.dataset.site !== place.dataset.site) {
    reload();
    return false;
  }
  const lines = [...place.querySelectorAll("[data-announce]")];
  const announced = new Set(lines.map((element) => element.id));
  // Morphing may move the element that has the focus, and a moved element loses it.
  const focusedId = document.activeElement?.closest("[id]")?.id;
  morph(place, newer);
  shown();
  document.title = place.dataset.title ?? document.title;
  refocus(focusedId);
  for (const element of place.querySelectorAll("[data-announce]")) {
    if (!announced.has(element.id)) announce(element.dataset.announce);
  }
  return true;
}

// A row that moved elsewhere, or a button that went, has lost the focus: give it back there, but
// to nothing that acts at once.
function refocus(focusedId) {
  if (!focusedId || document.activeElement !== document.body) return;
  const row = document.getElementById(focusedId);
  const place = row?.querySelector("a") ?? row?.closest("section")?.querySelector("h2[tabindex]");
  place?.focus({ preventScroll: true });
}

function showConnection(isLive) {
  const place = document.getElementById("sign");
  const text = isLive ? place.dataset.live : place.dataset.lost;
  place.hidden = false;
  place.classList.toggle("lost", !isLive);
  if (place.textContent !== text) place.textContent = text;
}
