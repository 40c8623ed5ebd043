// Announces what happened to people who use a screen reader.

export function announce(text) {
  const line = document.createElement("span");
  line.textContent = text;
  document.getElementById("announcer").append(line);
  setTimeout(() => line.remove(), 10_000);
}
