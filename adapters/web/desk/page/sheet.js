// The sheet of a partner: each entry that is told of it, with source and date, to be confirmed,
// corrected or taken out in one press.

import { act, me, newID, Refusal } from "./api.js";
import { $, el, keyed } from "./dom.js";
import { day } from "./time.js";

const KINDS = { site: "Site", phone: "Téléphone", email: "E-mail", address: "Adresse", hours: "Horaires", training: "Formation" };

let shown = null;      // the sheet as it was read
let editing = "";      // key of the entry that is being corrected
let after = () => {};  // what to do when something was said

export function onSaid(then) { after = then; }

// sheetPath asks for the sheet of one's partner, or of the one that is chosen.
export function sheetPath() { return "sheet?partner=" + encodeURIComponent(me.partner || $("sheet-partner").value); }

// prepareSheet fills in what does not change.
export function prepareSheet() {
  const chosen = $("sheet-partner").value;
  $("sheet-partner").replaceChildren(...me.partners.map((p) => el("option", { value: p.id }, p.name)));
  $("sheet-partner").value = chosen || me.partner || me.partners[0]?.id || "";
  $("sheet-part").hidden = Boolean(me.partner);
}

export function showSheet(sheet) {
  shown = sheet;
  const name = me.partners.find((p) => p.id === sheet.partner)?.name || "";
  $("sheet-name").textContent = name && "– " + name;
  keyed($("facts-all"), sheet.facts.map((f) => ({ ...f, editing: f.key === editing })), (f) => f.key, entry);
}

function entry(f) {
  const training = f.kind === "training";
  const title = (KINDS[f.kind] || f.kind) + (f.what && !training ? " · " + f.what : "");
  const value = training ? f.what : f.value;
  const marks = [
    f.gone ? el("span", { class: "mark bad" }, "Retiré") : f.told ? el("span", { class: "mark good" }, "Dit aux personnes")
      : value ? el("span", { class: "mark warm" }, "Pas dit : à confirmer") : el("span", { class: "mark" }, "Pas connu"),
  ];
  const from = f.by ? (f.gone ? "Retiré par " : "Confirmé par ") + f.by + ", " + day(f.at) : f.source ? ["Source : ", link(f.source), f.dated ? ", " + day(f.dated) : f.checked && ", vu le " + day(f.checked)] : "";
  const does = f.editing ? [] : [
    value && !f.gone && el("button", { type: "button", class: "main", on: { click: () => say(f, { value: f.value }) } }, "Confirmer"),
    !training && el("button", { type: "button", on: { click: () => edit(f.key) } }, value && !f.gone ? "Corriger" : "Indiquer"),
    training && f.gone && el("button", { type: "button", on: { click: () => say(f, { value: f.value }) } }, "Rétablir"),
    value && !f.gone && el("button", { type: "button", class: "quiet", on: { click: () => say(f, { gone: true }) } }, "N’est plus vrai"),
  ];
  return el("li", { class: f.gone ? "gone" : "" },
    el("p", { class: "kind" }, title),
    el("p", { class: "value" }, value || "–"),
    el("p", { class: "from" }, ...marks, " ", ...[from].flat()),
    el("div", { class: "does" }, ...does),
    f.editing && form(f, title));
}

// Only addresses of the web are followed.
function link(source) {
  if (!/^https?:\/\//i.test(source)) return source;
  let host = source;
  try { host = new URL(source).host.replace(/^www\./, ""); } catch { /* shown as it is */ }
  return el("a", { href: source, target: "_blank", rel: "noopener noreferrer", title: source }, host);
}

function form(f, title) {
  const input = el("input", { "aria-label": title, maxlength: "160", value: f.gone ? "" : f.value, required: true });
  const e = el("form", { on: { submit: (event) => { event.preventDefault(); say(f, { value: input.value.trim() }); } } },
    input, el("button", { type: "submit", class: "main" }, "Enregistrer"),
    el("button", { type: "button", class: "quiet", on: { click: () => edit("") } }, "Fermer"));
  requestAnimationFrame(() => { input.focus(); input.select(); });
  return e;
}

function edit(key) {
  editing = key;
  $("sheet-problem").textContent = "";
  showSheet(shown);
}

async function say(f, what) {
  $("sheet-problem").textContent = "";
  try {
    await act("sheet", { id: newID(), partner: shown.partner, key: f.key, ...what });
    editing = "";
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    $("sheet-problem").textContent = e.message;
    $("sheet-problem").scrollIntoView({ block: "nearest" });
  }
  await after();
}

$("sheet-partner").addEventListener("change", () => { editing = ""; after(); });
