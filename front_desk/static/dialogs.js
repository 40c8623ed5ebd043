// The forms that ask for a reason: one of each stands outside the board, so no update touches what is in it.

export function dialogs() {
  document.addEventListener("click", (click) => {
    const opener = click.target.closest("[data-sheet]");
    if (opener && !click.ctrlKey && !click.metaKey && !click.shiftKey) open(click, opener);
    click.target.closest("[data-close]")?.closest("dialog").close();
    if (click.target instanceof HTMLDialogElement) click.target.close();
  });
}

function open(click, opener) {
  click.preventDefault();
  const sheet = document.getElementById(opener.dataset.sheet);
  const form = sheet.querySelector("form");
  form.reset();
  form.action = opener.dataset.action;
  form.dataset.done = opener.dataset.done;
  if (form.elements.replaces) form.elements.replaces.value = opener.dataset.replaces;
  sheet.querySelector("[data-name]").textContent = opener.dataset.name;
  sheet.querySelector(".problem").textContent = "";
  sheet.showModal();
}
