/**
 * Watches over the start of a page that lives all day: a stylesheet that did not come is asked for
 * again, and without its scripts the page is loaded again once the product answers for it.
 * A classic script that imports nothing, so that no other file's absence can stop it.
 */
(() => {
  const { dataset } = document.documentElement;
  // The page names this script twice (start.html).
  if ("watched" in dataset) return;
  dataset.watched = "";

  // Milliseconds.
  const LOOK_EVERY = 5_000;
  const LOADS_WITHIN = 30_000;

  let isBeingLeft = false;
  window.addEventListener("beforeunload", () => {
    isBeingLeft = true;
  });

  async function look() {
    const isLoading = document.readyState !== "complete" && performance.now() < LOADS_WITHIN;
    const sheets = [...document.querySelectorAll("link[rel=stylesheet]")];
    const missing = sheets.filter((link) => !link.sheet?.cssRules.length);
    if (!isLoading) for (const link of missing) link.replaceWith(link.cloneNode());
    if (!isLoading && !("started" in dataset) && (await isServed()) && !isBeingLeft) {
      location.reload();
    }
    isBeingLeft = false;
    if (missing.length || !("started" in dataset)) setTimeout(look, LOOK_EVERY);
  }

  async function isServed() {
    try {
      const signal = AbortSignal.timeout(LOOK_EVERY);
      const answer = await fetch(location.href, { cache: "no-store", signal });
      return answer.ok && answer.headers.has("Lencana-Face");
    } catch {
      return false;
    }
  }

  setTimeout(look, LOOK_EVERY);
})();
