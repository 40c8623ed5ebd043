// Announces what happened to people who use a screen reader.

export function announce(text) {
  // A paragraph of its own: two that come at once are two sentences, and none is read again.
  const message = document.createElement("p");
  message.textContent = text;
  document.getElementById("announcer").append(message);
  // Read aloud by then; a message that stays would be found again by whoever walks through the page.
  setTimeout(() => message.remove(), 10_000);
}
