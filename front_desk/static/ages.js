// Keeps true how long each guest has waited: by the page's clock, set to the server's.

// Milliseconds.
const EVERY = 10_000;
const MINUTE = 60_000;

const words = document.getElementById("ages").dataset;

// Returns what runs after each change of the board.
export function keepAges(board) {
  let told = "";
  let ahead = 0;
  const tell = () => {
    if (told !== board.dataset.now) {
      told = board.dataset.now;
      ahead = Date.parse(told) - Date.now();
    }
    for (const time of board.querySelectorAll("[data-age]")) {
      time.textContent = age(Date.now() + ahead - Date.parse(time.dateTime));
    }
  };
  tell();
  setInterval(tell, EVERY);
  return tell;
}

function age(waited) {
  const all = Math.max(0, Math.floor(waited / MINUTE));
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return (hours ? words.hours : words.minutes).replace("{hours}", hours).replace("{minutes}", minutes);
}
