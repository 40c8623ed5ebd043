// Whether a line of the board holds the words that are typed, or is the guest's whose code was
// scanned.

// As in visits/lobby/family_names.py: accents and case do not count, so that who types jose finds
// José, and sorensen finds Sørensen. Nor do Hebrew and Arabic points, and what nobody sees, such as
// the variant of a kanji. Marks of other scripts are letters themselves.
const UNTYPED = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670\p{Default_Ignorable_Code_Point}]/gu;
const BASIC = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i",
  "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0649": "\u064a", "\u0629": "\u0647", "\u0640": "",
};
// How German and the Nordic languages write these where there is no key for them.
const SPELT_OUT = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };
// As in visits/codes.py; some keyboards turn the colon into another sign.
const CODE = /L([CB])[12]\P{L}?([0-9A-HJKMNP-TV-Z]{26})(?:[0-9A-HJKMNP-TV-Z]{26})?$/iu;
const MARK_BYTES = 6;

function plain(text) {
  return text
    .replace(/['`´ʹʻʼʽˈ‘’‛′＇]/gu, "")
    .normalize("NFKD")
    .replace(UNTYPED, "")
    .toLowerCase()
    .replace(/[ßæœøđðþłı\u06cc\u06a9\u0649\u0629\u0640]/gu, (letter) => BASIC[letter])
    .replace(/\p{Dash}/gu, " ");
}

function speltOut(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[äöüøå]/gu, (letter) => SPELT_OUT[letter]);
}

export function wordsOf(text) {
  return plain(text).split(/\s+/u).filter(Boolean);
}

// What a line says of its guest counts; the words of its buttons are those of every line.
export function holds(row, { words, mark }) {
  const about = [...row.querySelectorAll(".who, .badge-number")];
  if (mark) return about.some((part) => part.dataset.codes?.split(" ").includes(mark));
  return says(about, words);
}

// Whether these parts of a line hold each of the words.
export function says(parts, words) {
  const said = [...parts].map((part) => part.textContent).join(" ");
  const text = `${plain(said)} ${plain(speltOut(said))}`;
  return words.every((word) => begins(word).test(text));
}

// Words count from their beginning, so that git does not find everybody at Langit. In scripts
// that write no spaces a word begins anywhere.
function begins(word) {
  return new RegExp(`(?<![a-z])${word.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&")}`);
}

// The code at the end of what is typed, as a badge or an invitation has it, or null.
export function readCode(text) {
  const [, kind, symbols] = text.trim().match(CODE) ?? [];
  return symbols ? `L${kind}1:${symbols}`.toUpperCase() : null;
}

// By what a line knows a code: the first bytes of its digest, as the page holds no codes.
export async function markOf(code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  const bytes = [...new Uint8Array(digest)].slice(0, MARK_BYTES);
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
