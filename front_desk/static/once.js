// A form that is on its way is not sent a second time by a second tap.

const sent = new WeakSet();

document.addEventListener("submit", (submit) => {
  if (submit.target.matches("[data-act]")) return;
  if (sent.has(submit.target)) submit.preventDefault();
  sent.add(submit.target);
});
addEventListener("pageshow", (page) => {
  if (page.persisted) location.reload();
});
