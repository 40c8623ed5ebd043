/** Keeps the screen awake. A browser drops the lock whenever its page is hidden. */

export async function stayAwake() {
  document.addEventListener("visibilitychange", requestLock);
  await requestLock();
}

async function requestLock() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}
