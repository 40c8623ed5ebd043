"""What every screen of the tablet keeps to, in every language: size, letters, and axe."""

from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints

MEASURED = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  const touched = [...document.querySelectorAll("main :is(button, input)")];
  const small = touched.filter((one) => one.checkVisibility()).filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return Math.min(width, height) < 63.9;
  });
  return [scrollWidth > innerWidth, scrollHeight > innerHeight, small.length];
}"""
TOO_SMALL = """() => {
  const rest = ".notice, .languages, .button--rest, .rest, [data-page], [data-ending]";
  const shown = [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility());
  const said = shown.filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const small = said.filter((one) =>
    parseFloat(getComputedStyle(one).fontSize) < (one.closest(rest) ? 22 : 35));
  return small.map((one) => one.textContent.trim());
}"""
"""What is shown in letters too small: 35 pixels for what must be read to go on, 22 for the rest."""
COVERED = """() => {
  const seen = (all) => [...document.querySelectorAll(all)].filter((one) => one.checkVisibility());
  const text = document.createRange();
  const boxes = (one) => {
    text.selectNodeContents(one);
    const said = one.matches("h1, p") ? text : one;
    return [...said.getClientRects()];
  };
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const switches = seen(".language").flatMap(boxes);
  const others = seen("main :is(h1, p, input, button:not(.language), summary)");
  return others.filter((one) => boxes(one).some((a) => switches.some((b) => meet(a, b))))
    .map((one) => one.textContent.trim());
}"""
"""What the switch of languages lies over, as it stands in the corner of any step."""
WORDS = """() => {
  const count = (node) => (node.innerText.match(/[\\p{L}\\p{N}][^\\s]*/gu) ?? []).length;
  const [main, keys] = [document.querySelector("main"), document.querySelector(".keys")];
  return count(main) - (keys ? count(keys) : 0);
}"""
"""How many words can be seen, the keys of a keyboard not counted."""
MOST_WORDS = 45


def fits(page: Page, step: str) -> None:
    """Nothing is cut off, nothing is small, nothing is long, and nobody is shut out."""
    expect(page.locator(f"[data-step={step}]")).to_be_visible()
    assert page.evaluate(WORDS) <= MOST_WORDS, page.locator("main").inner_text()
    assert page.evaluate(MEASURED) == [False, False, 0], step
    assert page.evaluate(TOO_SMALL) == [], step
    assert page.evaluate(COVERED) == [], step
    assert complaints(page) == [], step
