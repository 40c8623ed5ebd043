/** The code of a confirmed guest, which the kiosk takes for a minute: it is asked for anew. */

// Each is good for 45 to 90 seconds (visits/confirmed_codes.py).
const ASKED_AGAIN_AFTER = 15_000;
const GOOD_FOR = 45_000;
/** Milliseconds for which a telephone that wakes up shows no code rather than one that is over. */
const AWAITED_FOR = 4_000;

const picture = /** @type {HTMLImageElement} */ (document.querySelector("[data-changing]"));
const address = picture.src;
// By the clock, which goes on while a telephone sleeps.
let renewedAt = Date.now();

async function renew() {
  if (document.hidden) return;
  const next = new Image();
  next.src = `${address}${address.includes("?") ? "&" : "?"}at=${Date.now()}`;
  try {
    await next.decode();
  } catch {
    // Without a network the picture of before stays: in time the kiosk asks for digits after it.
    // Once there is no code any more, news.js shows the page that says why.
    return;
  }
  picture.src = next.src;
  renewedAt = Date.now();
}

async function wakeUp() {
  // The kiosk would read it before the new one is there, and ask for digits.
  picture.toggleAttribute("data-over", Date.now() - renewedAt > GOOD_FOR);
  await Promise.race([renew(), new Promise((done) => setTimeout(done, AWAITED_FOR))]);
  picture.removeAttribute("data-over");
}

setInterval(renew, ASKED_AGAIN_AFTER);
document.addEventListener("visibilitychange", wakeUp);
