// Keeps a second tap from sending a form that is on its way.

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
