// The page's only Trusted Types policy: text from our own server may become elements.

const policy = globalThis.trustedTypes?.createPolicy("lencana", { createHTML: (html) => html });

export function parse(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}
