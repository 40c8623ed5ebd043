// A guest who comes again does so on the same day of the week: the ticked one follows the first day,
// until somebody ticks for themselves.

const first = document.getElementById("day");
const boxes = [...document.querySelectorAll("#weekdays input")];
const weekday = () => String((new Date(`${first.value}T00:00Z`).getUTCDay() + 6) % 7);
const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
let isOurs = ticked.length === 1 && ticked[0] === weekday();

for (const box of boxes) box.addEventListener("change", () => { isOurs = false; });
first.addEventListener("change", () => {
  if (!isOurs || !first.value) return;
  for (const box of boxes) box.checked = box.value === weekday();
});
