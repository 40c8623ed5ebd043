/** What the tablet knows of itself and the desk should: its camera, its battery, its network. */

/** @typedef {EventTarget & {level: number, charging: boolean}} Battery */

let battery = /** @type {Battery | null} */ (null);

/**
 * Watch the battery, where the browser tells of one: Safari and Firefox do not.
 * @param {() => void} onPlugged what to do as soon as it is plugged in, or no longer
 */
export async function watchBattery(onPlugged) {
  const { getBattery } = /** @type {{getBattery?: () => Promise<Battery>}} */ (
    /** @type {unknown} */ (navigator)
  );
  battery = (await getBattery?.call(navigator).catch(() => null)) ?? null;
  battery?.addEventListener("chargingchange", onPlugged);
}

/**
 * @param {number | null} answered milliseconds until the last answer
 * @returns {string} the query of a heartbeat
 */
export function report(answered) {
  const said = new URLSearchParams({
    camera: document.documentElement.dataset.camera ?? "absent",
  });
  if (answered !== null) said.set("answered", String(Math.round(answered)));
  if (battery) {
    said.set("battery", String(Math.round(battery.level * 100)));
    said.set("charging", battery.charging ? "1" : "0");
  }
  return String(said);
}
