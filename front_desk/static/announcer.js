// Says politely what happened to whoever listens instead of looking.

export function announce(words) {
  const line = document.createElement("span");
  line.textContent = words;
  document.getElementById("announcer").append(line);
  setTimeout(() => line.remove(), 10_000);
}
