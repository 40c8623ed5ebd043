/** Forms and buttons: what a person sends, and where a button leads. */

import { explain } from "./codes.js";
import { go, goBack, goHome, send } from "./navigation.js";

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method === "dialog") return;
  event.preventDefault();
  // What the field was emptied for still stands there: nothing that was typed changes it.
  const field = /** @type {HTMLInputElement | null} */ (form.querySelector("[aria-invalid]"));
  if (field && !field.value.trim()) return field.focus();
  const typed = new FormData(form);
  // A form may have a button for each choice.
  const { submitter } = event;
  if (submitter instanceof HTMLButtonElement && submitter.name)
    typed.set(submitter.name, submitter.value);
  send(form.action, typed);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  if (button.dataset.language) choose(button.dataset.language);
  if (button.dataset.go) go(button.dataset.go);
  if (button.hasAttribute("data-done")) goHome();
  if (button.hasAttribute("data-back")) goBack();
  if (button.hasAttribute("data-explain")) explain();
});

/** @param {string} language */
function choose(language) {
  document.documentElement.lang = language;
  // Counts until its guest is done, whatever the invitation's language.
  document.documentElement.dataset.chosen = language;
}

// The last digit of a code sends it: nothing is left to decide. A hand scanner's letters pass by.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.hasAttribute("data-submits")) return;
  const isWhole = field.value.length === field.maxLength && /^\p{Nd}+$/u.test(field.value);
  if (isWhole) field.form?.requestSubmit();
});

// A long press must open no menu, and nothing can be dragged out of the page.
document.addEventListener("contextmenu", (event) => event.preventDefault());
document.addEventListener("dragstart", (event) => event.preventDefault());
