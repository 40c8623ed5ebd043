/** Sentences that the document keeps in each language: nothing is fetched when they are needed. */

/**
 * @param {string} name
 * @returns {string} the sentence in the language on the screen
 */
export function sentence(name) {
  return found(name)?.textContent ?? "";
}

/**
 * Put this sentence into a line of the page, in the language on the screen.
 * @param {HTMLElement} line
 * @param {string} name
 * @returns {string} the sentence
 */
export function say(line, name) {
  const { lang, dir } = document.documentElement;
  const kept = found(name);
  line.textContent = kept?.textContent ?? "";
  line.lang = kept?.getAttribute("lang") ?? lang;
  line.dir = kept?.getAttribute("dir") ?? dir;
  return line.textContent ?? "";
}

/** @param {string} name */
function found(name) {
  const named = `[data-sentence="${name}"]`;
  const { lang } = document.documentElement;
  return document.querySelector(`${named}[lang="${lang}"]`) ?? document.querySelector(named);
}
