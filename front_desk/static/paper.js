// Looks at the paper again every two seconds while somebody watches.

const picture = document.getElementById("paper");
const address = picture.getAttribute("src");

setInterval(() => {
  if (!document.hidden) picture.src = `${address}?look=${Date.now()}`;
}, 2_000);
