/**
 * A worker that reads QR codes where the browser has no detector. Pictures never leave the tablet.
 * Its first message says that it has loaded.
 */

import { decodeQRBatch } from "./vendor/qr/decode.js";

self.addEventListener("message", async ({ data }) => self.postMessage(await textsIn(data)));
self.postMessage([]);

/**
 * The texts of all QR codes in the picture, and in its mirror image.
 * @param {ImageData} picture
 * @returns {Promise<string[]>}
 */
async function textsIn(picture) {
  const { width, height } = picture;
  const pictures = [picture, mirrored(picture)];
  const found = await decodeQRBatch(pictures, { maxSize: { width, height } });
  // The last one found in each picture is the error that ended the search.
  return found.flat().filter((text) => typeof text === "string");
}

/** @param {ImageData} picture */
function mirrored({ width, height, data }) {
  const pixels = new Uint32Array(data.slice().buffer);
  for (let start = 0; start < pixels.length; start += width)
    pixels.subarray(start, start + width).reverse();
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) };
}
