// Shows only the lines that hold the words typed; nothing typed leaves this page.

const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export function search() {
  const box = document.getElementById("wanted");
  document.getElementById("search").hidden = false;
  const filter = () => show(plain(box.value).split(/\s+/u).filter(Boolean));
  let timer = 0;
  box.addEventListener("input", () => {
    const count = filter();
    clearTimeout(timer);
    timer = setTimeout(() => tell(box.value.trim() ? count : null), 600);
  });
  addEventListener("keydown", (key) => {
    if (key.key !== "/" || key.target.closest("input, textarea, select, dialog")) return;
    key.preventDefault();
    box.focus();
  });
  return filter;
}

function show(words) {
  let count = 0;
  for (const line of document.querySelectorAll("#board .line")) {
    const text = plain(line.textContent);
    line.hidden = !words.every((word) => text.includes(word));
    count += line.hidden ? 0 : 1;
  }
  for (const past of words.length ? document.querySelectorAll("#board details") : []) {
    past.open = past.querySelector(".line:not([hidden])") !== null;
  }
  document.getElementById("nobody").hidden = words.length === 0 || count > 0;
  return count;
}

function tell(count) {
  const place = document.getElementById("found");
  const words = count === 1 ? place.dataset.one : place.dataset.many.replace("{count}", count);
  place.textContent = count === null ? "" : words;
}
