// Offers the page on paper: for a desk whose screen, or network, may be gone in a minute.

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
