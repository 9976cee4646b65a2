// One request: the card as the person consented to it, and the thread.

import { $, el, keyed, linked } from "./dom.js";
import { now } from "./api.js";
import { clock, full, since, span } from "./time.js";
import * as compose from "./compose.js";

const body = $("body"), lines = $("lines"), down = $("down");

let shown = null; // the view that is on the screen

// showRequest draws a request; before it is there, view is null. Somebody who chose it goes on
// from its title.
export function showRequest(id, view, chosen) {
  const other = !shown || shown.request !== id;
  if (!view) {
    if (other) clear();
    return;
  }
  if (view === shown) return;
  const follow = other || below() < 80;
  const news = !other && view.lines.length > shown.lines.length;
  shown = view;
  $("nothing").hidden = $("gone").hidden = true;
  $("opened").hidden = false;
  head(view);
  card(view);
  $("outside").hidden = !view.outside;
  body.classList.toggle("alone", view.lines.length === 0);
  keyed(lines, view.lines, (l) => l.n, line);
  compose.show(view, other);
  if (other) {
    $("card").open = view.state === "open" || !matchMedia("(max-width: 68rem)").matches;
    if (chosen) $("title").focus({ preventScroll: true });
  }
  // A request is read from its card on until somebody has it.
  if (other && view.state === "open") body.scrollTop = 0;
  else if (follow) toBottom();
  down.hidden = !(news && !follow) && (down.hidden || below() < 80);
}

export function clear() {
  shown = null;
  $("opened").hidden = $("gone").hidden = true;
  $("nothing").hidden = false;
  down.hidden = true;
}

// missing says why a request is not shown.
export function missing(text) {
  clear();
  $("nothing").hidden = true;
  $("gone").hidden = false;
  $("gone-text").textContent = text;
}

function head(v) {
  $("title").textContent = v.label || "Demande";
  const says = [];
  if (v.state === "open") says.push("En attente, ", since(v.opened, "depuis "));
  else if (v.state === "closed") says.push("Close" + (v.by ? " par " + v.by : ""));
  else if (v.mine) says.push(el("b", {}, "Vous l’avez en charge"));
  else says.push("Prise en charge par ", el("b", {}, v.by || "un collègue"));
  says.push(" · " + v.partner_name);
  const marks = [];
  if (v.returns) marks.push(el("span", { class: "mark warm" }, v.returns > 1 ? "Revenue " + v.returns + " fois" : "Revenue dans la file"));
  if (v.asking) marks.push(el("span", { class: "mark" }, "La personne est interrogée sur un transfert à " + v.asking));
  if (v.closing) marks.push(el("span", { class: "mark" }, "Sera close quand la réponse en attente sera partie"));
  if (v.aside) marks.push(el("span", { class: "mark" }, "Parle avec le robot : votre réponse vous rend la parole"));
  if (v.gone) marks.push(el("span", { class: "mark bad" }, "La personne a bloqué le bot"));
  else if (v.state === "claimed" && v.unanswered) marks.push(el("span", { class: "mark calls" }, "Attend une réponse"));
  $("standing").replaceChildren(...says, ...marks.flatMap((m) => [" ", m]));
}

function card(v) {
  keyed($("fields"), v.fields || [], (f) => f.n + "\n" + f.v, (f) => el("div", {}, el("dt", {}, f.n), el("dd", {}, linked(f.v))));
  $("facts").replaceChildren("Demande faite ", el("time", { datetime: v.opened }, full(v.opened)), ".");
}

const RESULTS = {
  canceled: ["Envoi annulé : rien n’est parti", "soft"],
  leaving: ["En route…", "soft"],
  delivered: ["✓ Remise", "good"],
  left: ["✓ Sur sa page de discussion", "good"],
  blocked: ["✗ Bloquée : la personne a bloqué le bot", "bad"],
  failed: ["✗ Échec : le réseau l’a refusée", "bad"],
};

function line(l) {
  const time = el("time", { datetime: l.at, title: full(l.at) }, clock(l.at));
  if (l.who === "bot") return el("li", { class: "happened" }, el("span", {}, l.text), " ", time);
  const edited = l.edited && el("span", { class: "soft" }, " (modifié)");
  if (l.who === "person") {
    return el("li", { class: "person" }, el("p", { class: "by" }, "La personne ", time, edited), el("div", { class: "bubble" }, l.text));
  }
  if (l.who === "note") {
    return el("li", { class: "inside" }, el("p", { class: "by" }, "Note interne · " + (l.name || "un collègue") + " ", time, edited),
      el("div", { class: "bubble" }, l.text || "(effacée)"));
  }
  const e = el("li", { class: "staff " + (l.result || "") },
    el("p", { class: "by" }, (l.name || "Un collègue") + " → la personne ", time), el("div", { class: "bubble" }, l.text));
  if (l.result === "waiting") {
    // Written in Slack, where its delay begins once it is seen.
    const when = l.delay ? el("span", {}, "Part dès que Slack l’aura montrée, après " + span(l.delay / 1e6)) : el("span", { "data-due": l.due }, remaining(l.due));
    e.append(el("p", { class: "result waits" }, when, " ",
      el("button", { type: "button", class: "cancel", on: { click: () => compose.cancel(l.reply) } }, "Annuler l'envoi")));
  } else if (RESULTS[l.result]) {
    const [text, tone] = RESULTS[l.result];
    e.append(el("p", { class: "result " + tone }, text));
  }
  return e;
}

function remaining(due) {
  const seconds = Math.ceil((new Date(due).getTime() - now()) / 1000);
  if (seconds <= 0) return "Part maintenant…";
  return seconds < 60 ? "Part dans " + seconds + " s" : "Part dans " + span(seconds * 1000);
}

setInterval(() => {
  for (const e of lines.querySelectorAll("[data-due]")) {
    const text = remaining(e.dataset.due);
    if (e.textContent !== text) e.textContent = text;
  }
}, 250);

function below() { return body.scrollHeight - body.clientHeight - body.scrollTop; }
export function toBottom() { body.scrollTop = body.scrollHeight; down.hidden = true; }
body.addEventListener("scroll", () => { if (below() < 80) down.hidden = true; }, { passive: true });
down.addEventListener("click", toBottom);

