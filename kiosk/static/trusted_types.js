/** The page's only Trusted Types policy: what may become elements, and what may become a worker. */

const DECODER = new URL("decoder.js", import.meta.url).href;

const rules = {
  /** @param {string} text */
  createHTML: (text) => text,
  /** @param {string} address */
  createScriptURL: (address) => {
    if (address !== DECODER) throw new TypeError("only the decoder runs beside this page");
    return address;
  },
};

const policy = globalThis.trustedTypes?.createPolicy("lencana", rules) ?? rules;

/**
 * Parse the fragment in a document of its own, where no script ever runs.
 * @param {string} text
 * @returns {Document}
 */
export function parse(text) {
  return new DOMParser().parseFromString(policy.createHTML(text), "text/html");
}

/** @returns {Worker} */
export function startDecoder() {
  return new Worker(policy.createScriptURL(DECODER), { type: "module" });
}
