/** Reads QR codes: with the browser's own detector, else with our decoder in a worker. */

import { startDecoder } from "./trusted_types.js";

// Wide enough for a code at arm's length; wider pictures take an old tablet too long.
const MOST_WIDTH = 640;

/**
 * @typedef {(video: HTMLVideoElement) => Promise<string>} Reader the text of the code in the
 * picture, or an empty one
 */

/** @returns {Promise<Reader>} */
export async function openReader() {
  return (await nativeReader()) ?? (await workerReader());
}

/** @returns {Promise<Reader | null>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = await Detector?.getSupportedFormats().catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
}

/** @returns {Promise<Reader>} */
async function workerReader() {
  const worker = startDecoder();
  await reply(worker);
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  return (video) => {
    const picture = pictureOf(video, context);
    // The buffer is handed over, not copied: it is more than a megabyte.
    worker.postMessage(picture, [picture.data.buffer]);
    return reply(worker);
  };
}

/**
 * @param {HTMLVideoElement} video
 * @param {CanvasRenderingContext2D} context
 */
function pictureOf(video, context) {
  const { canvas } = context;
  canvas.width = Math.min(MOST_WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * @param {Worker} worker
 * @returns {Promise<string>}
 */
function reply(worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => reject(new Error("no decoder"));
  });
}
