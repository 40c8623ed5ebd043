/** The shapes of the codes that guests carry; nothing else is ever sent. */

import { send } from "./journey.js";

const SHAPE = /(LC1|LB1):[0-9A-HJKMNP-TV-Z]{26}$/;
const PAUSE = 8_000;

const { arrivals = "", departures = "" } = document.documentElement.dataset;

/** The code handled a moment ago: a camera reads the same one many times a second. */
let latest = "";

/**
 * The code at the end of what was read, if there is one.
 * @param {string} text
 * @returns {string | null}
 */
export function codeAtEnd(text) {
  return text.toUpperCase().match(SHAPE)?.[0] ?? null;
}

/**
 * Somebody arrives or leaves with this code.
 * @param {string} code
 */
export function present(code) {
  if (code === latest) return;
  latest = code;
  setTimeout(() => (latest = ""), PAUSE);
  const form = new FormData();
  form.set("code", code);
  send(code.startsWith("LB1:") ? departures : arrivals, form);
}
