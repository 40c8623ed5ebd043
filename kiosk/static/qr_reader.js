/** Reads QR codes: with the browser's own detector, else with our decoder in a worker. */

import { startDecoder } from "./trusted_types.js";

// Wide enough for a code at arm's length; wider pictures take an old tablet too long.
const MOST_WIDTH = 640;
/** Milliseconds; a worker may be ended by a tablet that is short of memory, and nobody is told. */
const ANSWERS_WITHIN = 10_000;

/**
 * @typedef {(video: HTMLVideoElement) => Promise<string[]>} Reader the texts of all codes in the
 * picture and in its mirror image: some cameras and some guests' screens mirror
 */

/** A detector that has failed once, such as without its system service, is not used again. */
let mayBeNative = true;
let reader = /** @type {Reader | null} */ (null);

/**
 * The texts of all QR codes in the picture. Rejects when it could not be read; the next picture is
 * read by a new reader then.
 * @type {Reader}
 */
export async function readTexts(video) {
  try {
    reader ??= (mayBeNative && (await nativeReader())) || (await workerReader());
    return await reader(video);
  } catch (problem) {
    mayBeNative = false;
    reader = null;
    throw problem;
  }
}

/** @returns {Promise<Reader | null>} */
async function nativeReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = await Detector?.getSupportedFormats().catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  const context = newContext();
  return async (video) => {
    const sources = [video, draw(video, context, { isMirrored: true })];
    const found = await Promise.all(sources.map((source) => detector.detect(source)));
    return found.flat().map((code) => code.rawValue);
  };
}

/** @returns {Promise<Reader>} */
async function workerReader() {
  const worker = startDecoder();
  const context = newContext();
  await reply(worker);
  return (video) => {
    const { width, height } = draw(video, context, { isMirrored: false });
    const picture = context.getImageData(0, 0, width, height);
    // The buffer is handed over, not copied: it is more than a megabyte.
    worker.postMessage(picture, [picture.data.buffer]);
    return reply(worker);
  };
}

function newContext() {
  const canvas = document.createElement("canvas");
  return /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
}

/**
 * @param {HTMLVideoElement} video
 * @param {CanvasRenderingContext2D} context
 * @param {{isMirrored: boolean}} how
 */
function draw(video, context, { isMirrored }) {
  const { canvas } = context;
  canvas.width = Math.min(MOST_WIDTH, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  if (isMirrored) context.setTransform(-1, 0, 0, 1, canvas.width, 0);
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * The worker's next message; a worker that fails or does not answer is ended.
 * @param {Worker} worker
 * @returns {Promise<string[]>}
 */
function reply(worker) {
  return new Promise((resolve, reject) => {
    const fail = () => {
      worker.terminate();
      reject(new Error("no decoder"));
    };
    const timer = setTimeout(fail, ANSWERS_WITHIN);
    worker.onerror = fail;
    worker.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
  });
}
