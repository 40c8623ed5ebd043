// Sends a form without leaving the page, once however often it is tapped, and says what became of it there.

import { announce } from "./announcer.js";
import { parsed } from "./trusted.js";

const PATIENCE = 10_000;
const busy = new WeakSet();

export function hear(show) {
  document.addEventListener("submit", (submit) => {
    const form = submit.target.closest("form[data-act]");
    if (!form) return;
    submit.preventDefault();
    if (!busy.has(form)) send(form, show);
  });
}

async function send(form, show) {
  busy.add(form);
  form.setAttribute("aria-busy", "true");
  tell(form, "");
  try {
    const answer = await ask(form);
    const page = parsed(await answer.text());
    if (answer.ok && answer.redirected) done(form, page, show);
    else if (answer.status === 422) tell(form, page.querySelector(".problem, .field-error")?.textContent.trim());
    else form.submit();
  } catch {
    tell(form, document.getElementById("announcer").dataset.lost);
  } finally {
    busy.delete(form);
    form.removeAttribute("aria-busy");
  }
}

function ask(form) {
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    signal: AbortSignal.timeout(PATIENCE),
  });
}

function done(form, page, show) {
  form.closest("dialog")?.close();
  if (show(page)) announce(form.dataset.done);
  else location.reload();
}

function tell(form, words = "") {
  const place = form.querySelector(".problem") ?? form.closest(".line")?.querySelector(".problem");
  if (place) place.textContent = words;
}
