/**
 * The page follows its visit while it is open: it says what the host answers, and is another page
 * once its guest is inside or has left.
 */

import { isOurs, reload } from "../web/product.js";

// Milliseconds. Nobody looks at a telephone in a pocket: it asks when it is taken out again.
const EVERY = 5_000;
const TIMEOUT = 8_000;

const line = /** @type {HTMLElement} */ (document.querySelector("[data-news]"));
const address = /** @type {string} */ (line.dataset.news);
let tag = "";
let timer = 0;

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(address, {
    headers: tag ? { "If-None-Match": tag } : {},
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (isOurs(answer)) await follow(answer);
}

/** @param {Response} answer */
async function follow(answer) {
  // The link leads nowhere any more: the page itself says so.
  if (answer.status === 404) return reload();
  if (answer.status !== 200) return;
  const { state, said } = await answer.json();
  if (state !== line.dataset.state) return reload();
  // Set only if it is news, as a screen reader reads whatever is set.
  if (line.textContent !== said) line.textContent = said;
  tag = answer.headers.get("ETag") ?? "";
}

function again() {
  clearTimeout(timer);
  // 15 % of jitter, so that the telephones of a party do not ask in step.
  timer = setTimeout(keepAsking, EVERY * (0.85 + Math.random() * 0.3));
}

async function keepAsking() {
  // Without a network the page stays as it is.
  await ask().catch(() => {});
  again();
}

again();
document.addEventListener("visibilitychange", keepAsking);
