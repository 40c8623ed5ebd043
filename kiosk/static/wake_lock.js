/**
 * Keeps the screen awake. A browser drops the lock whenever its page is hidden, and a tablet may
 * take it back or refuse it for a while, such as to save its battery.
 */

// Milliseconds until a lock that was taken back or refused is asked for again; the last repeats.
const RETRY_AFTER = [1_000, 5_000, 30_000];
/** Milliseconds after which a lock counts as kept. */
const KEPT_AFTER = 60_000;

let hasLock = false;
let failures = 0;
let timer = 0;

export function stayAwake() {
  if (!navigator.wakeLock) return;
  document.addEventListener("visibilitychange", requestLock);
  requestLock();
}

async function requestLock() {
  if (hasLock || document.visibilityState !== "visible") return;
  hasLock = true;
  clearTimeout(timer);
  try {
    const lock = await navigator.wakeLock.request("screen");
    timer = setTimeout(() => (failures = 0), KEPT_AFTER);
    lock.addEventListener("release", lose, { once: true });
  } catch {
    lose();
  }
}

function lose() {
  hasLock = false;
  clearTimeout(timer);
  const pause = RETRY_AFTER[Math.min(failures, RETRY_AFTER.length - 1)];
  failures += 1;
  timer = setTimeout(requestLock, pause);
}
