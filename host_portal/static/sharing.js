// A guest's link passed on with one tap: the phone's own share sheet, else the clipboard.

for (const button of document.querySelectorAll("[data-share]")) {
  const field = document.getElementById(button.dataset.share);
  // Shown again after the thanks.
  const words = button.textContent;

  // Both need https or loopback; without them the field remains to be copied by hand.
  button.hidden = !navigator.share && !navigator.clipboard;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ url: field.value });
        return;
      }
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 2000);
    } catch {
      field.select();
    }
  });
}
