// Announces what happened to people who use a screen reader.

export function announce(text) {
  const line = document.createElement("span");
  line.textContent = text;
  document.getElementById("announcer").append(line);
  // Read aloud by then; a line that stays would be found again by whoever walks through the page.
  setTimeout(() => line.remove(), 10_000);
}
