// Keeps a second tap from sending a form that is on its way.

const TEXT = "input:not([type=radio], [type=checkbox]), textarea, select";
const sent = new WeakSet();

document.addEventListener("submit", (submit) => {
  if (submit.target.matches("[data-act]")) return;
  if (sent.has(submit.target)) submit.preventDefault();
  sent.add(submit.target);
});
// A page that comes back out of the browser's cache shows what was, and its forms would send
// nothing.
addEventListener("pageshow", (page) => {
  if (page.persisted) location.reload();
});
// A hand scanner types wherever the focus is, and its Enter answers nothing that a form asks.
let isTyping = false;
addEventListener("keydown", (key) => {
  const isLost = !key.target.matches(TEXT);
  isTyping = isLost && (/^\S$/u.test(key.key) || (isTyping && key.key === "Enter"));
  if (isTyping && key.key === "Enter") key.preventDefault();
});
