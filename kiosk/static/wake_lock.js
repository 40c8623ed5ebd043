/** The wake lock: a lobby's screen does not fall asleep. */

export async function stayAwake() {
  document.addEventListener("visibilitychange", ask);
  await ask();
}

async function ask() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}
