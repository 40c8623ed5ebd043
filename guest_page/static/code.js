/** The code of a confirmed guest, which the kiosk takes for a minute: it is asked for anew. */

// Each is good for 45 to 90 seconds (visits/confirmed_codes.py).
const ASKED_AGAIN_AFTER = 15_000;

const picture = /** @type {HTMLImageElement} */ (document.querySelector("[data-changing]"));
const address = picture.src;

async function renew() {
  if (document.hidden) return;
  const next = new Image();
  next.src = `${address}${address.includes("?") ? "&" : "?"}at=${Date.now()}`;
  try {
    await next.decode();
  } catch {
    // Without a network the picture of before stays: in time the kiosk asks for digits after it.
    return;
  }
  picture.src = next.src;
}

setInterval(renew, ASKED_AGAIN_AFTER);
document.addEventListener("visibilitychange", renew);
