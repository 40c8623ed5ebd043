/** The codes that guests carry. Text of any other shape is never sent to the server. */

import { send } from "./navigation.js";

// 26 characters of Crockford base32, which has no I, L, O and U (visits/codes.py).
const PATTERN = /(LC1|LB1):[0-9A-HJKMNP-TV-Z]{26}$/;

const { arrivals = "", departures = "" } = document.documentElement.dataset;

/**
 * The code at the end of a text, if there is one.
 * @param {string} text
 * @returns {string | null}
 */
export function codeAtEnd(text) {
  return text.toUpperCase().match(PATTERN)?.[0] ?? null;
}

/**
 * Check in with an invitation code, or check out with a badge's code.
 * @param {string} code
 */
export function present(code) {
  const form = new FormData();
  form.set("code", code);
  send(code.startsWith("LB1:") ? departures : arrivals, form);
}
