/** Requests to the kiosk's own server, in the language on the screen. */

import { isOurs, reload } from "../web/product.js";

// Milliseconds; then the guest is sent to the front desk instead of waiting on.
const TIMEOUT = 10_000;
const UNCHANGED = 304;
const EXPECTED = [200, 204, UNCHANGED, 422];
// 400: the document's form token is outdated; 403: staff have revoked this kiosk.
const NEEDS_RELOAD = [400, 403];

/**
 * @typedef {object} Answer
 * @property {string} text
 * @property {string | null} version the ETag, to ask again with
 * @property {boolean} unchanged
 */

/** The server did not answer, or not as expected. */
export class Unreachable extends Error {}

/**
 * @param {string} address
 * @param {string | null} [version] the ETag of what is on the screen
 * @returns {Promise<Answer>}
 */
export function get(address, version = null) {
  return request(address, version ? { headers: { "If-None-Match": version } } : {});
}

/**
 * @param {string} address
 * @param {FormData} [form]
 * @returns {Promise<Answer>}
 */
export function post(address, form = new FormData()) {
  // The document stays all day, so its one token goes with every form in it.
  const token = document.documentElement.dataset.token ?? "";
  const body = new URLSearchParams(/** @type {any} */ (form));
  return request(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
}

/**
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<Answer>}
 */
async function request(address, options) {
  const { status, text, version } = await fetchOrThrow(address, options);
  if (NEEDS_RELOAD.includes(status)) await reload();
  if (!EXPECTED.includes(status)) throw new Unreachable();
  return { text, version, unchanged: status === UNCHANGED };
}

/**
 * @param {string} address
 * @param {RequestInit} options
 */
async function fetchOrThrow(address, options) {
  const { lang, dataset } = document.documentElement;
  const chosen = { "Lencana-Language": dataset.chosen ?? "" };
  const headers = { ...options.headers, ...chosen, "Accept-Language": lang };
  const signal = AbortSignal.timeout(TIMEOUT);
  try {
    // no-store: nothing about a guest stays on the tablet's disk.
    const answer = await fetch(address, { ...options, headers, signal, cache: "no-store" });
    // Whatever a proxy says in the server's place, the server did not.
    if (!isOurs(answer)) throw new Unreachable();
    // Read here, too: a connection may break in the middle of an answer.
    const text = await answer.text();
    return { status: answer.status, text, version: answer.headers.get("ETag") };
  } catch {
    throw new Unreachable();
  }
}
