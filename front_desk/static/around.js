// Asks once a minute for what stands around a page that stays open all day.

import { isOurs } from "../web/product.js";
import { morph } from "./morph.js";
import { parse } from "./trusted_types.js";

// Milliseconds. The audit log is sealed once a minute.
const EVERY = 60_000;
const TIMEOUT = 8_000;

export function keepAround(address) {
  setInterval(() => document.hidden || refresh(address).catch(() => {}), EVERY);
}

async function refresh(address) {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });
  // Signed out: the board's own poll leads to the sign-in.
  if (!isOurs(answer) || answer.redirected || !answer.ok) return;
  for (const newer of parse(await answer.text()).body.children) {
    const living = document.getElementById(newer.id);
    if (living) morph(living, newer);
  }
}
