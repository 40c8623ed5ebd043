// Loads the virtual printer's paper again every two seconds while the page is visible.

let picture = document.getElementById("paper");
const address = picture.getAttribute("src");

setInterval(async () => {
  if (document.hidden) return;
  const newer = picture.cloneNode();
  // Another address each time: for the same one the browser shows the picture that it has.
  newer.src = `${address}?look=${Date.now()}`;
  // What does not come, or is no picture, leaves the last one on the page.
  if (!(await newer.decode().then(() => true, () => false))) return;
  picture.replaceWith(newer);
  picture = newer;
}, 2_000);
