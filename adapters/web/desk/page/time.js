// How times are told.

import { now } from "./api.js";
import { el } from "./dom.js";

const MINUTE = 60e3, HOUR = 3600e3, DAY = 86400e3;
const JUST_NOW = "à l’instant";
const timeZone = "Europe/Paris"; // that of the desk, wherever the browser is

// age says how long ago something was, shortly.
export function age(at) {
  const d = now() - new Date(at).getTime();
  if (d < MINUTE) return JUST_NOW;
  return span(d);
}

// span says how long something takes.
export function span(ms) {
  if (ms < HOUR) return Math.max(1, Math.floor(ms / MINUTE)) + " min";
  if (ms < DAY) {
    const h = Math.floor(ms / HOUR), m = Math.floor((ms % HOUR) / MINUTE);
    return h + " h" + (h < 4 && m ? " " + String(m).padStart(2, "0") : "");
  }
  return Math.floor(ms / DAY) + " j";
}

export function clock(at) {
  const t = new Date(at);
  const hour = t.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit", timeZone });
  return now() - t.getTime() < 12 * HOUR ? hour : t.toLocaleDateString("fr-FR", { day: "numeric", month: "short", timeZone }) + ", " + hour;
}

export function full(at) {
  return new Date(at).toLocaleString("fr-FR", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone });
}

// day tells a date: 2026-11-27, 2026-11 or 2026 of a source, or a time.
export function day(at) {
  if (/^\d{4}$/.test(at)) return at;
  const form = { month: "long", year: "numeric", timeZone };
  if (!/^\d{4}-\d{2}$/.test(at)) form.day = "numeric";
  return new Date(at).toLocaleDateString("fr-FR", form);
}

// old tells whether somebody has waited for more than a day.
export function old(at) { return now() - new Date(at).getTime() > DAY; }

// since is an age that stays right while it is looked at.
export function since(at, before = "") {
  return el("time", { datetime: at, title: full(at), "data-since": at, "data-before": before }, told(at, before));
}

function told(at, before) {
  const text = age(at);
  return before && text !== JUST_NOW ? before + text : text;
}

setInterval(() => {
  for (const e of document.querySelectorAll("time[data-since]")) {
    const text = told(e.dataset.since, e.dataset.before);
    if (e.textContent !== text) e.textContent = text;
  }
}, 10e3);
