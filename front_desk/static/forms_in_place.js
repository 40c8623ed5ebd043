// Sends forms marked with data-act without leaving the page, and shows the outcome there.

import { isOurs, reload } from "../web/product.js";
import { announce } from "./announcer.js";
import { parse } from "./trusted_types.js";

const TIMEOUT = 10_000;
// Forms on their way: a second tap sends nothing.
const busy = new WeakSet();

// `show` brings the page up to date from the answer; false when the answer does not hold it.
// `done` runs after an act that was done.
export function sendFormsInPlace(show, done) {
  document.addEventListener("submit", (submit) => {
    const form = submit.target.closest("form[data-act]");
    if (!form) return;
    submit.preventDefault();
    if (!busy.has(form)) send(form, show, done);
  });
}

async function send(form, show, done) {
  busy.add(form);
  form.setAttribute("aria-busy", "true");
  showProblem(form, "");
  try {
    const answer = await post(form);
    if (!isOurs(answer)) throw new Error("no answer of the product");
    const page = parse(await answer.text());
    if (answer.ok && answer.redirected) showDone(form, page, show) && done();
    else if (answer.status === 422)
      showProblem(form, page.querySelector(".problem, .field-error")?.textContent.trim());
    // Anything else, such as the sign-in page, is for the browser to open.
    else form.submit();
  } catch {
    showProblem(form, document.getElementById("announcer").dataset.lost);
  } finally {
    busy.delete(form);
    form.removeAttribute("aria-busy");
  }
}

function post(form) {
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    signal: AbortSignal.timeout(TIMEOUT),
  });
}

function showDone(form, page, show) {
  form.closest("dialog")?.close();
  const isShown = show(page);
  if (isShown) announce(form.dataset.done);
  else reload();
  return isShown;
}

function showProblem(form, problem = "") {
  const place = form.querySelector(".problem") ?? form.closest(".board-row")?.querySelector(".problem");
  if (place) place.textContent = problem;
}
