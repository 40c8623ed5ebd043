// Dialogs that ask for a reason. They stand outside the board, so that an update does not touch
// what is typed.

export function openDialogs() {
  document.addEventListener("click", (click) => {
    const opener = click.target.closest("[data-dialog]");
    // With such a key the link behind the button opens in a new tab.
    if (opener && !click.ctrlKey && !click.metaKey && !click.shiftKey) open(click, opener);
    click.target.closest("[data-close]")?.closest("dialog").close();
    // A click on the dialog itself is one beside its content.
    if (click.target instanceof HTMLDialogElement) click.target.close();
  });
}

function open(click, opener) {
  click.preventDefault();
  const dialog = document.getElementById(opener.dataset.dialog);
  const form = dialog.querySelector("form");
  form.reset();
  form.action = opener.dataset.action;
  form.dataset.done = opener.dataset.done;
  if (form.elements.replaces) form.elements.replaces.value = opener.dataset.replaces;
  dialog.querySelector("[data-name]").textContent = opener.dataset.name;
  dialog.querySelector(".problem").textContent = "";
  dialog.showModal();
}
