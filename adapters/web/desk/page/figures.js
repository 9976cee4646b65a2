// How a partner does: what waits, how long first answers take, week by week.

import { $, el } from "./dom.js";
import { since, span } from "./time.js";

const COLUMNS = [
  ["Demandes", "o"], ["Prises en charge", "c"], ["Premières réponses", "a"], ["Closes", "x"],
  ["Revenues sans réponse", "r"], ["Transférées", "m"], ["Effacées", "e"],
];

export function showFigures(partners) {
  $("figures-none").hidden = partners.length > 0;
  $("figures-all").replaceChildren(...partners.map(partner));
}

function partner(p) {
  const tile = (value, label) => el("div", { class: "tile" }, el("b", {}, value), el("span", {}, label));
  return el("section", { class: "of" },
    el("h3", {}, p.partner),
    el("div", { class: "tiles" },
      tile(String(p.open), "en attente"),
      tile(String(p.claimed), "en cours"),
      tile(p.oldest ? since(p.oldest) : "–", "attente de la plus ancienne"),
      tile(p.median ? span(p.median * 60e3) : "–", p.median
        ? "délai médian de première réponse, sur " + p.samples : "délai médian : pas encore assez de réponses")),
    p.weeks.length > 0 && el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Semaines de " + p.partner },
      el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Semaine du"), ...COLUMNS.map(([name]) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, ...p.weeks.map((w) => el("tr", {},
          el("th", { scope: "row" }, day(w.w)), ...COLUMNS.map(([, key]) => el("td", { class: w[key] ? "" : "soft" }, String(w[key] || 0)))))))));
}

// A Monday, 2006-01-02.
function day(text) {
  const [y, m, d] = text.split("-").map(Number);
  return new Date(y, m - 1, d).toLocaleDateString("fr-FR", { day: "numeric", month: "short" });
}
