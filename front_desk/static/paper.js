// Loads the virtual printer's paper again every two seconds while the page is visible.

const picture = document.getElementById("paper");
const address = picture.getAttribute("src");

setInterval(() => {
  // Another address each time: for the same one the browser shows the picture that it has.
  if (!document.hidden) picture.src = `${address}?look=${Date.now()}`;
}, 2_000);
