// What somebody does to a request. The note box is for colleagues; only the form of
// « Répondre » leads to the person, and it is never open by itself on a fresh request.

import { $, el } from "./dom.js";
import { act, me, newID, Refusal } from "./api.js";
import { span } from "./time.js";

const reply = $("reply"), note = $("note"), transfer = $("transfer"), takeover = $("takeover");
const replyText = $("reply-text"), noteText = $("note-text"), problem = $("problem");

let view = null;          // the request
let mode = "note";        // which form is open
let from = "";            // who had it when its taking over was asked about
let after = () => {};     // what to do when something has happened
const busy = new Set();   // acts under way
const names = new Map();  // id of an act that may have happened, by what it is: a second try is the same one

export function onDone(then) { after = then; }

// show brings the forms up to date with a request; other says that it is another one.
export function show(v, other) {
  if (other) keep();
  view = v;
  if (other) {
    names.clear();
    tell("");
    replyText.value = draft("reply");
    noteText.value = draft("note");
    mode = replyText.value && can("reply") ? "reply" : "note";
  }
  if (!can(mode)) mode = "note";
  draw();
}

function can(kind) {
  if (kind === "note") return !view.outside;
  return view.actions.some((a) => a.kind === kind);
}

function draw() {
  const buttons = mode === "note" ? view.actions : []; // one thing at a time
  const key = JSON.stringify([view.request, buttons, [...busy]]);
  if ($("actions").dataset.key !== key) {
    const focused = document.activeElement?.dataset?.kind;
    $("actions").dataset.key = key;
    $("actions").replaceChildren(...buttons.map((a) => el("button", {
      type: "button", "data-kind": a.kind, class: a.kind === "claim" || a.kind === "reply" ? "main" : "",
      disabled: busy.has(a.kind), on: { click: () => press(a.kind) },
    }, a.label)));
    if (focused) $("actions").querySelector(`[data-kind="${focused}"]`)?.focus();
  }
  $("actions").hidden = buttons.length === 0;
  reply.hidden = mode !== "reply";
  transfer.hidden = mode !== "transfer";
  takeover.hidden = mode !== "takeover";
  note.hidden = mode !== "note" || view.outside;
  $("dock").hidden = note.hidden && reply.hidden && transfer.hidden && takeover.hidden && buttons.length === 0;
  $("dock").dataset.mode = mode;
  if (mode === "reply") preview();
  grow(noteText);
  grow(replyText);
}

function press(kind) {
  if (["reply", "transfer", "takeover"].includes(kind)) open(kind); else run({ kind });
}

function open(kind) {
  mode = kind;
  tell("");
  if (kind === "transfer") {
    $("to").replaceChildren(el("option", { value: "" }, "Choisir…"),
      ...me.partners.filter((p) => p.id !== view.partner).map((p) => el("option", { value: p.id }, p.name)));
  }
  if (kind === "takeover") {
    from = view.holder;
    $("takeover-why").textContent = (view.by || "Un collègue")
      + " la suit. Reprenez-la si ce collègue est absent ou parti : la personne en est prévenue, et le fil le dit.";
  }
  draw();
  after("open");
  (kind === "reply" ? replyText : kind === "transfer" ? $("to") : takeover.querySelector("[type=submit]")).focus();
}

function close() {
  const was = mode;
  mode = "note";
  tell("");
  draw();
  $("actions").querySelector(`[data-kind="${was}"]`)?.focus();
}

function tell(text) { problem.textContent = text; }

// run does something once, and says how it ended; true if it was done.
async function run(what) {
  const request = view.request, name = JSON.stringify([request, what]);
  if (busy.has(what.kind)) return false;
  busy.add(what.kind);
  if (!names.has(name)) names.set(name, newID());
  tell("");
  draw();
  try {
    await act("requests/" + encodeURIComponent(request), { ...what, id: names.get(name) });
    names.delete(name);
    return true;
  } catch (e) {
    if (!(e instanceof Refusal)) throw e;
    if (e.status) names.delete(name); // it was refused, and not lost
    if (view.request === request) tell(e.message);
    return false;
  } finally {
    busy.delete(what.kind);
    draw();
    await after(what.kind);
  }
}

export function cancel(n) { run({ kind: "cancel", n }); }

reply.addEventListener("submit", async (e) => {
  e.preventDefault();
  const text = replyText.value.trim(), request = view.request;
  const blank = me.blank ? replyText.value.indexOf(me.blank) : -1;
  if (!text) return tell("La réponse est vide : rien n’est parti.");
  if (blank >= 0) {
    tell("Complétez ou supprimez " + me.blank + " avant d’envoyer.");
    replyText.focus();
    replyText.setSelectionRange(blank, blank + me.blank.length);
    return;
  }
  if ([...text].length > me.longest) return tell("La réponse dépasse " + me.longest + " caractères.");
  if (await run({ kind: "reply", text })) {
    forget("reply", request);
    if (view.request === request) {
      replyText.value = "";
      close();
    }
  }
});

note.addEventListener("submit", async (e) => {
  e.preventDefault();
  const text = noteText.value.trim(), request = view.request;
  if (text && await run({ kind: "note", text })) {
    forget("note", request);
    if (view.request === request) {
      noteText.value = "";
      grow(noteText);
      noteText.focus();
    }
  }
});

transfer.addEventListener("submit", async (e) => {
  e.preventDefault();
  if ($("to").value && await run({ kind: "transfer", partner: $("to").value })) close();
});

takeover.addEventListener("submit", async (e) => {
  e.preventDefault();
  if (await run({ kind: "takeover", from }) && mode === "takeover") close();
});

for (const b of document.querySelectorAll("[data-close]")) b.addEventListener("click", close);

$("dock").addEventListener("keydown", (e) => {
  if (e.key === "Escape" && mode !== "note") close();
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.form) {
    e.preventDefault();
    e.target.form.requestSubmit();
  }
});

// --- The form of the reply ---

$("canned").addEventListener("change", () => {
  const chosen = me.canned[Number($("canned").value)];
  $("canned").value = "";
  if (!chosen) return;
  const before = replyText.value.trim();
  replyText.value = before ? before + "\n" + chosen.text : chosen.text;
  replyText.focus();
  const blank = me.blank ? replyText.value.indexOf(me.blank) : -1;
  if (blank >= 0) replyText.setSelectionRange(blank, blank + me.blank.length);
  changed();
});

function preview() {
  const text = replyText.value.trim();
  $("preview-text").textContent = (view.lead || "") + (text || "…");
  const left = me.longest - [...text].length;
  const delay = me.delay < 60 ? me.delay + " s" : span(me.delay * 1000);
  const wait = me.delay ? "Elle part " + delay + " après : le temps de l’annuler." : "Elle part aussitôt.";
  $("reply-after").textContent = left < 0 ? "Trop long de " + -left + " caractères." : left < 300 ? "Encore " + left + " caractères. " + wait : wait;
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = area.scrollHeight + area.offsetHeight - area.clientHeight + "px";
}

function changed() {
  keep();
  preview();
  grow(replyText);
}

replyText.addEventListener("input", changed);
noteText.addEventListener("input", () => { keep(); grow(noteText); });

// What was begun and not submitted outlives a reload of this tab, and goes with it.
const DRAFT = "potentiels.desk.";

function draft(kind) {
  try { return sessionStorage.getItem(DRAFT + kind + "." + view.request) || ""; } catch { return ""; }
}

function keep() {
  if (!view) return;
  try {
    for (const [kind, area] of [["reply", replyText], ["note", noteText]]) {
      const name = DRAFT + kind + "." + view.request;
      if (area.value) sessionStorage.setItem(name, area.value); else sessionStorage.removeItem(name);
    }
  } catch { /* private mode: what was begun is gone with a reload */ }
}

function forget(kind, request) {
  try { sessionStorage.removeItem(DRAFT + kind + "." + request); } catch { /* it was not kept */ }
}

// forgetDrafts leaves nothing behind on a computer that is shared.
export function forgetDrafts() {
  replyText.value = noteText.value = "";
  view = null;
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(DRAFT)) sessionStorage.removeItem(name);
  } catch { /* there are none */ }
}

// holds tells whether the request that is shown still wants something of the reader.
export function holds() { return Boolean(view?.mine && (view.unanswered || mode !== "note")); }

// prepare fills in what does not change with the request.
export function prepare() {
  $("canned-part").hidden = !me.canned?.length;
  $("canned").replaceChildren(el("option", { value: "" }, "Réponses prêtes…"),
    ...(me.canned || []).map((c, i) => el("option", { value: i }, c.title)));
}
