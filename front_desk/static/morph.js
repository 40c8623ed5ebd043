// Changes elements into what a newer copy of them says; those that stay keep focus and what a
// person opened.

// What a person changes, and no update does.
const PERSONAL = new Set(["open"]);

export function morph(living, newer) {
  if (living.hasAttribute("data-kept")) return;
  matchAttributes(living, newer);
  matchChildren(living, newer);
}

function matchAttributes(living, newer) {
  for (const { name } of [...living.attributes]) {
    if (!newer.hasAttribute(name) && !PERSONAL.has(name)) living.removeAttribute(name);
  }
  for (const { name, value } of newer.attributes) {
    if (living.getAttribute(name) !== value && !PERSONAL.has(name))
      living.setAttribute(name, value);
  }
}

function matchChildren(living, newer) {
  const staying = new Set([...newer.children].map((child) => child.id).filter(Boolean));
  let at = living.firstChild;
  for (const child of [...newer.childNodes]) {
    while (at?.id && !staying.has(at.id)) at = discard(at);
    const kept = counterpart(living, at, child);
    if (!kept) living.insertBefore(document.importNode(child, true), at);
    else if (kept === at) at = at.nextSibling;
    else living.insertBefore(kept, at);
    if (kept) update(kept, child);
  }
  while (at) at = discard(at);
}

function counterpart(living, at, child) {
  const isTwin = (element) => element.id === child.id && element.tagName === child.tagName;
  if (child.id) return [...living.children].find(isTwin);
  return at && !at.id && at.nodeName === child.nodeName && leadsTo(at) === leadsTo(child) ? at : null;
}

// A button under somebody's finger goes, and never becomes one that does something else.
function leadsTo(element) {
  return element.getAttribute?.("action");
}

function update(kept, child) {
  if (kept.nodeType === Node.ELEMENT_NODE) morph(kept, child);
  else if (kept.data !== child.data) kept.data = child.data;
}

// The blank after an element goes with it: its neighbours then need not move, and a moved element
// loses focus.
function discard(node) {
  const next = node.nextSibling;
  node.remove();
  if (next?.nodeType !== Node.TEXT_NODE || next.data.trim()) return next;
  const after = next.nextSibling;
  next.remove();
  return after;
}
