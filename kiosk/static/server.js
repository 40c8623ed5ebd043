/** The kiosk's only conversation: fragments asked of its own server, in the language on the screen. */

const PATIENCE = 10_000;
const UNCHANGED = 304;
const SENSIBLE = [200, 204, UNCHANGED, 422];
const NO_LONGER_A_KIOSK = [400, 403];

/**
 * @typedef {object} Answer
 * @property {string} text
 * @property {string | null} version what to name when asking again
 * @property {boolean} unchanged
 */

/** The server did not answer, or not sensibly. */
export class Unreachable extends Error {}

/**
 * @param {string} address
 * @param {string | null} [version] of what is known already
 * @returns {Promise<Answer>}
 */
export function get(address, version = null) {
  return ask(address, version ? { headers: { "If-None-Match": version } } : {});
}

/**
 * @param {string} address
 * @param {FormData} [form]
 * @returns {Promise<Answer>}
 */
export function post(address, form = new FormData()) {
  const token = document.documentElement.dataset.token ?? "";
  const body = new URLSearchParams(/** @type {any} */ (form));
  return ask(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
}

/**
 * @param {string} address
 * @param {RequestInit} request
 * @returns {Promise<Answer>}
 */
async function ask(address, request) {
  const response = await reach(address, request);
  const { status } = response;
  if (NO_LONGER_A_KIOSK.includes(status)) location.reload();
  if (!SENSIBLE.includes(status)) throw new Unreachable();
  return { text: await response.text(), version: response.headers.get("ETag"), unchanged: status === UNCHANGED };
}

/**
 * @param {string} address
 * @param {RequestInit} request
 */
async function reach(address, request) {
  const headers = { ...request.headers, "Accept-Language": document.documentElement.lang };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    return await fetch(address, { ...request, headers, signal, cache: "no-store" });
  } catch {
    throw new Unreachable();
  }
}
