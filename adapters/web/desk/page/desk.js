// The page of the desk. What it shows is the service's, asked for each second; the address says
// what is looked at, so that a reload shows the same. It keeps nothing but what was begun and
// not submitted.

import { $, el } from "./dom.js";
import { enter, forgetAll, get, greet, leave, me, Refusal } from "./api.js";
import * as compose from "./compose.js";
import { showFigures } from "./figures.js";
import { boardPath, calls, firstShown, mark, nextOf, scope, showQueue, turnTo } from "./queue.js";
import { onSaid, prepareSheet, sheetPath, showSheet } from "./sheet.js";
import { onDecided, showUnknown } from "./unknown.js";
import { clear, missing, showRequest, toBottom } from "./request.js";

const EVERY = 1000, HIDDEN = 5000;
const WIDE = matchMedia("(min-width: 47.01rem)");
const title = document.title;
let timer = 0, round = 0, failures = 0;
let chosen = true; // the request was chosen, and not shown because it comes first

// place is what the address says: queue, demande/ID, fiche, chiffres or moi.
function place() {
  const [view, id] = location.hash.slice(1).split("/");
  if (view === "demande" && id) return { view: "request", id: decodeURIComponent(id) };
  return { view: { chiffres: "figures", fiche: "sheet", phrases: "unknown", moi: "me" }[view] || "queue", id: "" };
}

// --- What is on the screen ---

function arrange() {
  const at = place(), form = !me.signed || at.view === "me";
  document.body.dataset.view = form ? "signin" : at.view;
  $("signin").hidden = !form;
  $("desk").hidden = form || at.view === "figures" || at.view === "sheet" || at.view === "unknown";
  $("figures").hidden = form || at.view !== "figures";
  $("sheet").hidden = form || at.view !== "sheet";
  $("unknown").hidden = form || at.view !== "unknown";
  $("nav").hidden = $("me").hidden = !me.signed;
  $("whose").textContent = me.signed ? partnerName() : "";
  $("myname").textContent = me.name;
  $("leave").hidden = !me.password;
  $("scope-part").hidden = !me.partner;
  for (const a of $("nav").children) {
    const here = !form && (a.dataset.view === at.view || (a.dataset.view === "queue" && at.view === "request"));
    if (here) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
  }
  if (form) signin();
}

function partnerName() {
  return me.partner ? me.partners.find((p) => p.id === me.partner)?.name || me.partner : "Tous les partenaires";
}

function signin() {
  const guarded = me.password;
  $("signin-title").textContent = guarded ? "Entrer au bureau" : "Qui êtes-vous ?";
  $("signin-why").textContent = guarded
    ? "Le bureau des conseillers : les demandes des personnes, et vos réponses."
    : "Ce bureau n’est ouvert qu’à cet ordinateur. Choisissez le nom que lira la personne.";
  if (!$("name").value) $("name").value = me.name;
  const chosen = $("partner").value || me.partner;
  $("partner").replaceChildren(
    el("option", { value: "" }, guarded ? "Choisir…" : "Tous les partenaires"),
    ...me.partners.map((p) => el("option", { value: p.id }, p.name)));
  $("partner").required = guarded;
  $("partner").value = chosen;
  $("password-part").hidden = !guarded;
  $("password").required = guarded;
}

function tell(text) { if ($("state").textContent !== text) $("state").textContent = text; }

// --- The rounds: what has changed ---

async function look() {
  clearTimeout(timer);
  const mine = ++round;
  try {
    if (me.signed) await fetchAll(mine);
    failures = 0;
    if (mine === round) tell("");
  } catch (e) {
    if (mine !== round) return;
    if (e instanceof Refusal && e.status === 401) {
      await signedOut(e.message);
    } else if (++failures > 1) {
      tell("Connexion perdue, nouvel essai…");
    }
  }
  if (mine === round) timer = setTimeout(look, document.hidden ? HIDDEN : EVERY * Math.min(1 + failures, 5));
}

async function fetchAll(mine) {
  const at = place();
  const board = get(boardPath());
  const rest = { request: () => request(at.id, mine), figures: () => get("figures" + scope()), sheet: () => get(sheetPath()), unknown: () => get("unknown") }[at.view];
  const [list, other] = await Promise.all([board, rest?.()]);
  if (mine !== round || place().view !== at.view || place().id !== at.id) return;
  showQueue(list);
  const n = calls();
  document.title = (n ? "(" + n + ") " : "") + title;
  if (at.view === "queue" && WIDE.matches && firstShown()) {
    history.replaceState(null, "", firstShown()); // there is room to show what comes first
    chosen = false;
    go();
    return;
  }
  if (at.view === "figures") showFigures(other.partners);
  if (at.view === "sheet") showSheet(other);
  if (at.view === "unknown") showUnknown(other);
  $("next").hidden = !(at.id && nextOf(at.id) && !$("opened").hidden && !compose.holds());
}

async function request(id, mine) {
  try {
    const view = await get("requests/" + encodeURIComponent(id));
    if (mine === round && place().id === id) showRequest(id, view, chosen);
  } catch (e) {
    if (!(e instanceof Refusal) || (e.status !== 404 && e.status !== 403)) throw e;
    if (mine === round && place().id === id) missing(e.message);
  }
}

async function signedOut(why) {
  me.signed = false;
  forgetAll();
  await greet();
  arrange();
  if (!me.signed) $("signin-problem").textContent = why;
}

// --- What the reader does ---

let before = "";

function go() {
  const at = place();
  arrange();
  mark(at.id);
  if (!at.id) clear(); else if (at.id !== before) showRequest(at.id, null);
  before = at.id;
  look();
}

compose.onDone(async (kind) => {
  if ((kind === "claim" || kind === "takeover") && place().id) turnTo("mine");
  if (kind !== "open") await look();
  if (kind === "reply" || kind === "note" || kind === "open") toBottom();
});

onSaid(look);
onDecided(look);

$("next").addEventListener("click", () => {
  const next = nextOf(place().id);
  if (!next) return;
  turnTo(next.mine ? "mine" : "open");
  location.hash = "#demande/" + next.request;
});

// N goes to the next, where nothing is being written.
document.addEventListener("keydown", (e) => {
  if (e.key.toLowerCase() !== "n" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select, [contenteditable]")) return;
  if (!$("next").hidden) $("next").click();
});

$("signin").addEventListener("submit", async (e) => {
  e.preventDefault();
  $("signin-problem").textContent = "";
  try {
    if (!me.token) await greet();
    await enter({ name: $("name").value, partner: $("partner").value, password: $("password").value });
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) await greet().catch(() => {});
    $("signin-problem").textContent = error instanceof Refusal && error.message ? error.message : "Le service ne répond pas : réessayez.";
    return;
  }
  $("password").value = "";
  forgetAll();
  compose.prepare();
  prepareSheet();
  if (place().view === "me") history.replaceState(null, "", "#");
  go();
  $("main").focus({ preventScroll: true });
});

$("leave").addEventListener("click", async () => {
  compose.forgetDrafts();
  try { await leave(); } catch { /* the session is over, or the service is away */ }
  location.hash = "";
  location.reload();
});

$("scope").addEventListener("change", () => { look(); });
$("more-button").addEventListener("click", () => { look(); });
$("skip").addEventListener("click", (e) => { e.preventDefault(); $("main").focus(); });
addEventListener("hashchange", () => { chosen = true; go(); });
addEventListener("online", look);
addEventListener("focus", look);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });

async function begin() {
  try {
    await greet();
  } catch {
    tell("Le service ne répond pas, nouvel essai…");
    setTimeout(begin, 2000);
    return;
  }
  tell("");
  compose.prepare();
  prepareSheet();
  go();
}

begin();
