// What the pages build their elements with. Text goes in as text, never as HTML.

export const $ = (id) => document.getElementById(id);

// el makes an element: el("p", { class: "hint", title: "…" }, "text", otherElement).
export function el(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") for (const [event, act] of Object.entries(value)) e.addEventListener(event, act);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c !== undefined && c !== null && c !== false && c !== ""));
  return e;
}

// keyed makes the children of a list what they should be, and leaves alone what has not
// changed: what somebody is on with the keyboard or the mouse does not go away under them.
export function keyed(parent, items, key, make) {
  const there = new Map([...parent.children].map((e) => [e.dataset.key, e]));
  const focus = parent.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
  const focused = focus && { key: focus.dataset.key, at: [...focus.querySelectorAll("a, button")].indexOf(document.activeElement) };
  let at = null;
  for (const item of items) {
    const k = String(key(item)), says = JSON.stringify(item);
    let e = there.get(k);
    there.delete(k);
    if (!e || e.dataset.says !== says) {
      const fresh = make(item);
      fresh.dataset.key = k;
      fresh.dataset.says = says;
      if (e) e.replaceWith(fresh);
      e = fresh;
    }
    const next = at ? at.nextSibling : parent.firstChild;
    if (e !== next) parent.insertBefore(e, next);
    at = e;
  }
  for (const e of there.values()) e.remove();
  if (!focused || parent.contains(document.activeElement)) return;
  const again = [...parent.children].find((e) => e.dataset.key === focused.key);
  if (again) (again.querySelectorAll("a, button")[focused.at] || again.querySelector("a, button") || again).focus();
}

// Telephone numbers and e-mail addresses of a card can be followed.
const REACH = /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|((?:\+33 ?|\b0)[1-9](?:[ .\u00a0\u202f-]?\d\d){4})\b/g;

export function linked(text) {
  const out = document.createDocumentFragment();
  let end = 0;
  for (const m of text.matchAll(REACH)) {
    const href = m[1] ? "mailto:" + m[1] : "tel:+33" + m[2].replace(/\D/g, "").slice(-9);
    out.append(text.slice(end, m.index), el("a", { href }, m[0]));
    end = m.index + m[0].length;
  }
  out.append(text.slice(end));
  return out;
}
