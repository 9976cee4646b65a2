// What was not understood, by what it is about, from three people on: staff write a sentence that asks the
// same, and say what it asks.

import { act, newID, Refusal } from "./api.js";
import { $, el, keyed } from "./dom.js";
import { day } from "./time.js";

let shown = null;     // as it was read
let editing = "";     // the group whose form is open
const draft = { example: "", intent: "" };
let after = () => {}; // what to do when something was said

export function onDecided(then) { after = then; }

const plain = (intent) => intent.replaceAll("_", " ");

export function showUnknown(now) {
  shown = now;
  if (editing && !now.groups.some((g) => g.group === editing)) {
    editing = "";
    $("unknown-problem").textContent = "Ce groupe n’est plus dans la liste : quelqu’un vient d’en décider, ou trop peu de personnes l’ont écrit.";
  }
  $("unknown-none").hidden = now.groups.length > 0;
  $("unknown-none").textContent = `Rien à montrer : un groupe paraît quand ${now.few} personnes ont écrit la même chose en ${now.days} jours.`;
  // The row that somebody writes on stays as it is.
  keyed($("unknown-all"), now.groups.map((g) => (g.group === editing ? { group: g.group, stems: g.stems, editing: true } : g)), (g) => g.group, group);
  $("written").hidden = now.examples.length === 0;
  keyed($("written-all"), now.examples, (e) => e.id, written);
}

function group(g) {
  const stems = g.stems.join(" · ");
  const live = shown.groups.find((x) => x.group === g.group) || g;
  return el("li", {},
    el("p", { class: "kind" }, `${live.people} personnes, dernière fois le ${day(live.last)}`),
    el("p", { class: "value" }, stems),
    live.asked && el("p", { class: "from" }, el("span", { class: "mark warm" }, "Demandé à une personne par " + live.asked)),
    !g.editing && el("div", { class: "does" },
      el("button", { type: "button", class: "main", on: { click: () => edit(g.group) } }, "Écrire un exemple"),
      el("button", { type: "button", on: { click: () => decide({ verdict: "ask", group: g.group }) } }, "Demander à une personne"),
      el("button", { type: "button", class: "quiet", on: { click: () => decide({ verdict: "drop", group: g.group }) } }, "Ignorer")),
    g.editing && form(g));
}

function form(g) {
  const example = el("input", { "aria-label": "Une phrase qui demande la même chose, dans vos mots", placeholder: "Une phrase, avec un de ces mots", maxlength: "200", value: draft.example, required: true,
    on: { input: () => { draft.example = example.value; } } });
  const intent = el("select", { "aria-label": "Ce que la phrase demande", on: { change: () => { draft.intent = intent.value; } } },
    el("option", { value: "" }, "Ce qu’elle demande…"),
    ...shown.intents.filter((id) => id !== "hors_sujet").map((id) => el("option", { value: id }, plain(id))));
  intent.value = draft.intent;
  const attach = (to) => decide({ verdict: "attach", group: g.group, intent: to, example: example.value });
  const e = el("form", { class: "teach", on: { submit: (event) => { event.preventDefault(); attach(intent.value); } } },
    example, intent,
    el("button", { type: "submit", class: "main" }, "Rattacher"),
    el("button", { type: "button", on: { click: () => attach("hors_sujet") } }, "Hors sujet"),
    el("button", { type: "button", class: "quiet", on: { click: () => edit("") } }, "Fermer"));
  requestAnimationFrame(() => example.focus());
  return e;
}

function written(e) {
  return el("li", {},
    el("p", { class: "kind" }, plain(e.intent)),
    el("p", { class: "value" }, e.text),
    el("p", { class: "from" },
      el("span", { class: "mark " + (e.taken ? "good" : e.why ? "bad" : "warm") }, e.taken ? "Apprise" : e.why ? "Pas apprise" : "Sera apprise au prochain chargement"),
      ` ${e.by}, ${day(e.at)}`, e.why && " – " + e.why),
    el("div", { class: "does" },
      el("button", { type: "button", class: "quiet", on: { click: () => decide({ verdict: "withdraw", example: e.id }) } }, "Retirer")));
}

function edit(id) {
  editing = id;
  draft.example = draft.intent = "";
  $("unknown-problem").textContent = "";
  showUnknown(shown);
}

async function decide(what) {
  $("unknown-problem").textContent = "";
  const was = editing;
  try {
    editing = "";
    await act("unknown", { id: newID(), ...what });
    draft.example = draft.intent = "";
  } catch (e) {
    editing = was;
    if (!(e instanceof Refusal)) throw e;
    $("unknown-problem").textContent = e.message;
    $("unknown-problem").scrollIntoView({ block: "nearest" });
  }
  await after();
}
