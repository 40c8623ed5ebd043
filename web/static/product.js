/**
 * Tells the product's own answers from those that a proxy or a captive portal gives in its place,
 * and leaves a page only for the former.
 */

// As in web/safety/headers.py and start.js.
const OURS = "Lencana-Face";
// Milliseconds. A page whose first question sends it away again would else reload without end.
const STAY_AT_LEAST = 10_000;
const TIMEOUT = 8_000;

/**
 * True for an answer of the product, whatever it says.
 * @param {Response} answer
 */
export function isOurs(answer) {
  return answer.headers.has(OURS);
}

/** Load this page again, if it is not brand-new and the product answers for it. */
export async function reload() {
  if (performance.now() > STAY_AT_LEAST && (await isServed())) location.reload();
}

/** Say that everything of this page has loaded, for start.js. */
export function started() {
  document.documentElement.dataset.started = "";
}

async function isServed() {
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const answer = await fetch(location.href, { cache: "no-store", signal });
    return isOurs(answer) && answer.status < 500;
  } catch {
    return false;
  }
}
