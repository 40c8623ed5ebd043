/**
 * Tells the product's own answers from those that a proxy or a captive portal gives in its place,
 * and leaves a page only for the former.
 */

// As in web/safety/headers.py and start.js.
const OURS = "Lencana-Face";
// Milliseconds. A page whose first question sends it away again would else reload without end.
const STAY_AT_LEAST = 10_000;
const TIMEOUT = 8_000;
// How long another page may take to come. A download has its page stay, which goes on then.
const LEAVES_WITHIN = 30_000;

let leftAt = -Infinity;
window.addEventListener("beforeunload", () => {
  leftAt = performance.now();
});

/**
 * True for an answer of the product, whatever it says.
 * @param {Response} answer
 */
export function isOurs(answer) {
  return answer.headers.has(OURS);
}

/**
 * Load this page again, if it is not brand-new and the product answers for it; not while somebody
 * is leaving it, whom that would call back.
 */
export async function reload() {
  if (performance.now() > STAY_AT_LEAST && (await isServed()) && !isBeingLeft()) location.reload();
}

/** Say that everything of this page has loaded, for start.js. */
export function started() {
  document.documentElement.dataset.started = "";
}

function isBeingLeft() {
  return performance.now() - leftAt < LEAVES_WITHIN;
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
