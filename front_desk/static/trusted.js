// The one place where words from our own server become elements.

const policy = globalThis.trustedTypes?.createPolicy("lencana", { createHTML: (html) => html });

export function parsed(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}
