// Shows only the board's lines that contain the typed words. What is typed is not sent anywhere.

// Accents and case do not count: who types jose finds José, and sorensen finds Sørensen. Nor do
// Hebrew and Arabic points, and what nobody sees, such as the variant of a kanji. Marks of other
// scripts are letters themselves.
const UNTYPED = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670\p{Default_Ignorable_Code_Point}]/gu;
const BASIC = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i" };
const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(UNTYPED, "")
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/gu, (letter) => BASIC[letter]);

// Returns the filter, to be run again after the board has changed.
export function startSearch() {
  const box = document.getElementById("wanted");
  document.getElementById("search").hidden = false;
  const filter = () => show(plain(box.value).split(/\s+/u).filter(Boolean));
  // Announced when typing pauses, not after each key.
  let timer = 0;
  box.addEventListener("input", () => {
    const count = filter();
    clearTimeout(timer);
    timer = setTimeout(() => announceCount(box.value.trim() ? count : null), 600);
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
  for (const row of document.querySelectorAll("#board .board-row")) {
    const text = plain(row.textContent);
    row.hidden = !words.every((word) => text.includes(word));
    count += row.hidden ? 0 : 1;
  }
  for (const past of words.length ? document.querySelectorAll("#board details") : []) {
    past.open = past.querySelector(".board-row:not([hidden])") !== null;
  }
  document.getElementById("nobody").hidden = words.length === 0 || count > 0;
  return count;
}

function announceCount(count) {
  const status = document.getElementById("found");
  const text = count === 1 ? status.dataset.one : status.dataset.many.replace("{count}", count);
  status.textContent = count === null ? "" : text;
}
