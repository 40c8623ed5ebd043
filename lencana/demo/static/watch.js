/** Looks every second whether the page has news, and shows them. */

const watched = document.getElementById("watched");

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  const version = answer?.headers.get("Lencana-Demo-Version");
  if (version && version !== watched.dataset.version) {
    location.reload();
  }
}

if (watched) {
  setInterval(look, 1000);
}
