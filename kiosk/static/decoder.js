/** The worker that finds a QR code in a picture where the browser cannot; pictures go no further. */

import { decodeQR } from "./vendor/qr/decode.js";

self.addEventListener("message", ({ data: picture }) => self.postMessage(textIn(picture)));
self.postMessage("");

/**
 * @param {ImageData} picture
 * @returns {string}
 */
function textIn(picture) {
  try {
    return decodeQR(picture);
  } catch {
    return "";
  }
}
