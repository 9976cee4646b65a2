// The list of requests: what is to be taken, what is mine, what colleagues have.

import { me } from "./api.js";
import { $, el, keyed } from "./dom.js";
import { old, since } from "./time.js";

const rows = $("rows"), find = $("find"), none = $("none"), more = $("more");
const filters = [...document.querySelectorAll("[data-filter]")];
const kinds = {
  open: (r) => r.state === "open",
  mine: (r) => r.mine,
  others: (r) => r.state === "claimed" && !r.mine,
};
const STEP = 100;
let all = [], counts = { open: 0, mine: 0, others: 0 }, most = STEP, limit = STEP, filter = "open", current = "", first = true;

export function scope() { return $("scope").checked ? "?scope=all" : ""; }

// boardPath asks for as many rows as the reader wants to see. What is sought is sought among the most there may be.
export function boardPath() {
  const asked = find.value.trim() ? most : limit;
  return "board?limit=" + asked + ($("scope").checked ? "&scope=all" : "");
}

// showQueue takes what the service says of the list.
export function showQueue(board) {
  const list = board.rows;
  all = list;
  counts = board.counts;
  most = board.most;
  if (first) {
    first = false;
    if (!list.some(kinds.open) && list.some(kinds.mine)) filter = "mine";
  }
  draw();
}

export function mark(request) { current = request; draw(); }

// nextOf is the request to look at after another one. From the queue, the next in it, and around;
// else the one of mine that waits longest for an answer; then the other of the two.
export function nextOf(after) {
  const at = all.findIndex((r) => r.request === after);
  const others = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
  const open = others.find(kinds.open);
  const mine = others.filter((r) => r.mine && r.unanswered).sort(longest)[0];
  return at >= 0 && kinds.open(all[at]) ? open || mine : mine || open;
}

function longest(a, b) { return new Date(a.waiting || a.since) - new Date(b.waiting || b.since); }

// firstShown is what the list begins with.
export function firstShown() { return rows.querySelector("a")?.hash || ""; }

// calls is how many requests want something of the reader.
export function calls() { return counts.open + all.filter((r) => r.mine && r.unanswered).length; }

function draw() {
  for (const b of filters) {
    const wanted = all.filter(kinds[b.dataset.filter]);
    b.querySelector("b").textContent = number(counts[b.dataset.filter]);
    b.setAttribute("aria-pressed", String(b.dataset.filter === filter));
    b.classList.toggle("calls", b.dataset.filter === "mine" && wanted.some((r) => r.unanswered));
  }
  const words = plain(find.value).split(/\s+/).filter(Boolean);
  const shown = all.filter(kinds[filter]).filter((r) => {
    const text = plain([r.label, r.by, r.partner_name, r.asking].join(" "));
    return words.every((w) => text.includes(w));
  });
  // Among what is claimed, those who wait for an answer come first, and who waits longest before all.
  if (filter !== "open") shown.sort((a, b) => Number(b.unanswered || false) - Number(a.unanswered || false) || (a.unanswered ? longest(a, b) : 0));
  keyed(rows, shown.map((r) => ({ ...r, current: r.request === current, partners: manyPartners() })), (r) => r.request, item);
  const loaded = all.filter(kinds[filter]).length, left = counts[filter] - loaded;
  more.hidden = left <= 0 || (words.length === 0 && shown.length === 0);
  $("more-text").textContent = words.length > 0 ? "Cherché parmi les " + number(loaded) + " plus anciennes, sur " + number(counts[filter]) + "."
    : "Et " + number(left) + (left > 1 ? " plus récentes." : " plus récente.");
  $("more-button").hidden = words.length > 0 || limit >= most;
  none.hidden = shown.length > 0;
  if (shown.length === 0) nothing(words.length > 0);
}

function number(n) { return n.toLocaleString("fr-FR"); }

function manyPartners() { return !me.partner || $("scope").checked; }

function plain(text) { return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(); }

function item(r) {
  const marks = [];
  if (r.returns) marks.push(el("span", { class: "mark warm" }, r.returns > 1 ? "Revenue " + r.returns + " fois" : "Revenue dans la file"));
  if (r.asking) marks.push(el("span", { class: "mark" }, "Transfert proposé : " + r.asking));
  if (r.state === "claimed" && r.unanswered) marks.push(el("span", { class: "mark calls" }, "Attend une réponse · ", since(r.waiting || r.since)));
  const under = [r.partners && r.partner_name, r.state === "claimed" && !r.mine && r.by].filter(Boolean).join(" · ");
  return el("li", {},
    el("a", { href: "#demande/" + r.request, class: "row" + (r.state === "claimed" && r.unanswered ? " calls" : "") + (r.state === "open" && old(r.opened) ? " old" : ""), "aria-current": r.current && "true" },
      el("span", { class: "what" }, r.label || "Demande"),
      since(r.opened),
      under && el("span", { class: "under" }, under),
      marks.length > 0 && el("span", { class: "marks" }, ...marks)));
}

function nothing(sought) {
  const p = none.querySelector("p");
  if (sought) p.textContent = "Rien ne correspond dans cette liste.";
  else if (filter === "open") p.textContent = "Aucune demande n’attend.";
  else if (filter === "mine") p.textContent = "Vous n’avez aucune demande en charge.";
  else p.textContent = "Vos collègues n’ont aucune demande en cours.";
  const invite = !sought && filter === "open" && all.length === 0 && !me.password;
  p.nextElementSibling?.remove();
  if (invite) {
    none.append(el("p", { class: "small" }, "Pour essayer : ouvrez ",
      el("a", { href: "/", target: "_blank", rel: "noopener" }, "la page de discussion"),
      " dans une autre fenêtre, demandez un conseiller et acceptez. La demande arrive ici."));
  }
}

for (const b of filters) b.addEventListener("click", () => { filter = b.dataset.filter; draw(); });
find.addEventListener("input", draw);
$("more-button").addEventListener("click", () => { limit = Math.min(limit + STEP, most); });

// turnTo shows the list that a request is in.
export function turnTo(kind) { filter = kind; draw(); }

// What is open already is gone to.
rows.addEventListener("click", (e) => {
  if (e.target.closest("a")?.hash === location.hash) $("title").focus();
});

// The arrows go through the list.
$("queue").addEventListener("keydown", (e) => {
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  const links = [...rows.querySelectorAll("a")];
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement);
  const to = e.key === "ArrowDown" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0);
  links[to].focus();
  e.preventDefault();
});
