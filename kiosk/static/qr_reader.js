/** What reads QR codes: the browser's own detector, else our decoder beside the page. */

import { startDecoder } from "./trusted.js";

const WIDTH = 640;

/** @typedef {(video: HTMLVideoElement) => Promise<string>} Reader the text of a code in sight, or nothing */

/** @returns {Promise<Reader>} */
export async function openReader() {
  return (await nativeReader()) ?? (await decodingReader());
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
async function decodingReader() {
  const worker = startDecoder();
  await reply(worker);
  const canvas = document.createElement("canvas");
  const surface = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  return (video) => {
    const picture = pictureOf(video, surface);
    worker.postMessage(picture, [picture.data.buffer]);
    return reply(worker);
  };
}

/**
 * @param {HTMLVideoElement} video
 * @param {CanvasRenderingContext2D} surface
 */
function pictureOf(video, surface) {
  const { canvas } = surface;
  canvas.width = Math.min(WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  surface.drawImage(video, 0, 0, canvas.width, canvas.height);
  return surface.getImageData(0, 0, canvas.width, canvas.height);
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
