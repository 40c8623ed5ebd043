/** The shapes of the codes that guests carry; nothing else is ever sent. */

import { send } from "./journey.js";

const SHAPE = /(LC1|LB1):[0-9A-HJKMNP-TV-Z]{26}$/;

const { arrivals = "", departures = "" } = document.documentElement.dataset;

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
  const form = new FormData();
  form.set("code", code);
  send(code.startsWith("LB1:") ? departures : arrivals, form);
}
