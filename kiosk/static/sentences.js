/** Sentences that the document keeps in each language: nothing is fetched when they are needed. */

/**
 * Put this sentence into a line of the page, in the language on the screen.
 * @param {HTMLElement} line
 * @param {string} name
 * @returns {string} the sentence
 */
export function say(line, name) {
  const { lang, dir } = document.documentElement;
  const named = `[data-sentence="${name}"]`;
  const found = document.querySelector(`${named}[lang="${lang}"]`) ?? document.querySelector(named);
  line.textContent = found?.textContent ?? "";
  line.lang = found?.getAttribute("lang") ?? lang;
  line.dir = found?.getAttribute("dir") ?? dir;
  return line.textContent ?? "";
}
