/**
 * A worker that reads QR codes where the browser has no detector. Pictures never leave the tablet.
 * Its first message says that it has loaded.
 */

import { decodeQR } from "./vendor/qr/decode.js";

self.addEventListener("message", ({ data: picture }) => self.postMessage(decode(picture)));
self.postMessage("");

/**
 * @param {ImageData} picture
 * @returns {string}
 */
function decode(picture) {
  try {
    return decodeQR(picture);
  } catch {
    // The library throws when there is no code in the picture.
    return "";
  }
}
