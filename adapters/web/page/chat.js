// The page of the web chat. It keeps nothing but what is not stored yet: the
// talk itself is the service's, read by cursor, so a reload shows it whole and a
// line that comes twice is shown once.
"use strict";

const $ = (id) => document.getElementById(id);
const main = $("main"), talk = $("talk"), typing = $("typing"), welcome = $("welcome"), down = $("down");
const downLabel = $("down-label"), state = $("state"), text = $("text"), form = $("form");
const title = document.title;

const labels = new Map();  // a button's value to its label, for presses found in the history
const names = new Map();   // a command to what the page calls it
const waiting = new Map(); // id of a post without an answer to { bubble, timers }
let last = "";             // cursor of the last line shown: its number and whose it is
let whole = false;         // what the history held at the start is shown
let unread = 0;

// --- What is on the screen ---

function element(tag, className, content) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (content !== undefined) e.textContent = content;
  return e;
}

// Bubbles whose answer has not come stay last, so that the talk reads in the order
// in which it was handled, here as in every other tab.
function add(e) { talk.insertBefore(e, talk.querySelector(".waiting")); return e; }

function bubble(who, author, words) {
  const e = element("div", who);
  if (words) {
    const b = element("div", "bubble");
    b.append(element("span", "unseen", author + " : "), who === "bot" ? card(words) : linked(words, false));
    e.append(b);
  }
  return e;
}

// Addresses and telephone numbers in an answer can be followed.
const REACH = /(https?:\/\/[^\s<>«»]*[^\s<>«».,;:!?)'’"])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)|\b(0[1-9](?:[ .\u00a0\u202f]?\d\d){4})\b/g;
function linked(words, follow) {
  const out = document.createDocumentFragment();
  let end = 0;
  for (const m of follow ? words.matchAll(REACH) : []) {
    const url = m[1] || (m[2] ? "mailto:" + m[2] : "tel:+33" + m[3].replace(/\D/g, "").slice(1));
    out.append(words.slice(end, m.index), anchor(m[0], url, ""));
    end = m.index + m[0].length;
  }
  out.append(words.slice(end));
  return out;
}

// The lines of a path begin with what they tell, « Lieu : Metz ». Its title and these words stand out, else
// three paths are one grey text.
const TELLS = /^\p{Lu}[^.!?:]{2,24}(?=\s:\s)/u;

function card(words) {
  const [title, ...lines] = words.split("\n");
  if (lines.length < 2 || !TELLS.test(lines[0])) return linked(words, true);
  const out = document.createDocumentFragment();
  out.append(element("b", "", title));
  for (const line of lines) {
    const [what = ""] = TELLS.exec(line) || [];
    out.append("\n", ...(what ? [element("b", "what", what)] : []), linked(line.slice(what.length), true));
  }
  return out;
}

function anchor(label, url, className) {
  const a = element("a", className, label);
  if (/^(https?:|tel:|mailto:)/i.test(url)) a.href = url;
  if (/^https?:/i.test(url)) { a.target = "_blank"; a.rel = "noopener noreferrer"; }
  return a;
}

function said(reply) {
  const e = bubble("bot", "Potentiels", reply.text);
  const choices = element("div", "choices");
  for (const b of reply.buttons || []) {
    labels.set(b.value, b.label);
    const button = element("button", "choice", b.label);
    button.type = "button";
    button.addEventListener("click", () => {
      if (waiting.has(choices.dataset.post)) return;
      choices.dataset.post = send({ kind: "press", value: b.value }, b.label);
      // Off without "disabled", which would take the focus away.
      for (const other of choices.querySelectorAll("button")) other.setAttribute("aria-disabled", "true");
    });
    choices.append(button);
  }
  for (const l of reply.links || []) choices.append(anchor(l.label, l.url, "choice link"));
  if (reply.file) choices.append(file(reply.file));
  if (choices.childElementCount) e.append(choices);
  return add(e);
}

function file(f) {
  const bytes = Uint8Array.from(atob(f.data || ""), (c) => c.charCodeAt(0));
  const a = element("a", "choice file", f.name);
  a.href = URL.createObjectURL(new Blob([bytes], { type: f.type || "application/octet-stream" }));
  a.download = f.name;
  return a;
}

// The time is told when an hour has passed since the line before.
let told = Date.now();
function stamp(at) {
  const t = new Date(at);
  if (Math.abs(t - told) > 3600e3) {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(t).setHours(0, 0, 0, 0)) / 86400e3);
    const day = days === 0 ? "Aujourd’hui" : days === 1 ? "Hier"
      : t.toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long" });
    const e = element("time", "day", day + ", " + t.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }));
    e.dateTime = at;
    add(e);
  }
  told = t.getTime();
}

// --- Where the view stands ---

let ended = true; // it shows the end of the talk
let fresh = null; // the first of what came and was not seen to its end

function below() { return main.scrollHeight - main.clientHeight - main.scrollTop; }
function toBottom() { main.scrollTop = main.scrollHeight; settle(); }
// A long answer is shown from its beginning.
function reveal(e) { main.scrollTop = Math.min(main.scrollHeight - main.clientHeight, e.offsetTop - 12); }

// settle offers the way on through what is new, else to the end, else none.
function settle() {
  ended = below() < 20; // the last button is not cut
  if (ended) fresh = null;
  down.hidden = ended;
  down.classList.toggle("more", Boolean(fresh));
  downLabel.textContent = fresh ? "Suite" : "Aller au dernier message";
}

// onward shows the next of what is new from its beginning: the first that is cut off below, or
// what follows of one that is longer than the view. The button itself covers 56 pixels.
function onward() {
  const from = main.scrollTop, view = main.clientHeight;
  let e = fresh;
  while (e && e.offsetTop + e.offsetHeight <= from + view - 56) e = e.nextElementSibling;
  if (!e) toBottom();
  else if (e.offsetTop > from + 13) reveal(e);
  else main.scrollTop = from + view - 72;
  settle();
}

// tell shows a notice; one with a delay only if nothing was told by then.
let notice = 0;
function tell(words, delay) {
  if (delay && notice) return;
  clearTimeout(notice);
  notice = 0;
  if (!delay) state.textContent = words;
  else if (!state.textContent) notice = setTimeout(() => { tell(words); }, delay);
}

// refresh shows what follows from the rest.
function refresh() {
  const answers = [...waiting.values()].some((w) => !w.late);
  const follow = below() < 60;
  typing.hidden = !answers;
  welcome.hidden = !whole || talk.childElementCount > 0 || waiting.size > 0;
  if (follow && answers) toBottom();
}

// --- What was said ---

function ownWords(l) {
  if (l.kind === "press") return labels.get(l.value);
  return l.kind === "text" ? names.get(l.text) || l.text : "";
}

// A line of the history: what the person did, and the answer.
function line(l, id) {
  const [number, whose] = id.split("-"), [shown, of] = last.split("-");
  if (whose === of && Number(number) <= Number(shown)) return;
  const own = waiting.get(l.entry), erased = l.kind === "";
  if (erased && own && own.bubble) { own.bubble.remove(); own.bubble = null; }
  if (whose !== of || erased) clear(); // the talk above is somebody's who is gone
  if (erased && (whole || Number(number) > draft.after)) forgetDraft();
  last = id;
  // Who reads higher up is left there.
  const follow = below() < 60;
  for (const old of talk.querySelectorAll(".bot:not(.past)")) old.classList.add("past");
  stamp(l.at);
  let first = null, answer = null;
  if (own) {
    answered(l.entry);
    if (own.bubble) { own.bubble.classList.remove("waiting"); first = add(own.bubble); }
  } else if (ownWords(l)) {
    first = add(bubble("me", "Vous", ownWords(l)));
  }
  for (const reply of l.said || []) {
    const e = said(reply);
    answer = answer || e;
  }
  first = first || answer;
  refresh();
  if (first && whole) {
    // Above the answer stands what it answers, unless that would push it down.
    if (follow) reveal(answer && answer.offsetTop - first.offsetTop > main.clientHeight / 3 ? answer : first);
    fresh = fresh || answer || first;
    settle();
  }
  if (document.hidden && (l.said || []).length && whole) {
    unread++;
    document.title = "(" + unread + ") " + title;
  }
}

function clear() {
  for (const e of [...talk.children]) if (!e.classList.contains("waiting")) e.remove();
  labels.clear();
  fresh = null;
}

// answered ends the waiting for a post, also when another tab or an earlier life of this
// one has sent it.
function answered(id) {
  for (const t of waiting.get(id).timers) clearTimeout(t);
  waiting.delete(id);
  pressable(id);
  outbox = outbox.filter((p) => p.id !== id);
  keep();
}

// pressable turns the buttons on again that a press had turned off.
function pressable(id) {
  for (const b of talk.querySelectorAll(`[data-post="${id}"] button`)) b.removeAttribute("aria-disabled");
}

// --- The stream ---

let source = null, heard = 0, again = 0;

function listen() {
  clearTimeout(again);
  if (source) source.close();
  const mine = new EventSource("/chat/events?after=" + last);
  source = mine;
  heard = Date.now();
  const on = (name, act) => mine.addEventListener(name, (e) => { heard = Date.now(); if (source === mine) act(e); });
  on("message", (e) => line(JSON.parse(e.data), e.lastEventId));
  on("beat", () => { tell(""); caughtUp(); retry(); });
  on("nobody", () => {
    stop();
    caughtUp();
    // The service knows nobody right after it took a post: the cookie was not kept.
    if ([...waiting.values()].some((w) => w.stored)) {
      tell("Votre navigateur refuse le cookie qui relie vos messages à leurs réponses. Autorisez-le pour ce site, puis rechargez la page.");
    }
  });
  on("elsewhere", stop); // until somebody looks at this tab again
  on("error", () => {
    tell("Connexion perdue, nouvel essai…", 3000);
    if (mine.readyState !== EventSource.CLOSED) return; // it tries again by itself
    stop(); // an error page of something in between
    again = setTimeout(listen, 2000 + 2000 * Math.random());
  });
}

function stop() { source.close(); source = null; }

function caughtUp() {
  if (whole) return;
  whole = true;
  refresh();
  talk.setAttribute("aria-live", "polite");
  toBottom(); // not to one's last own words: those of distress are not kept
}

function wakeUp() {
  if (document.hidden) return;
  unread = 0;
  document.title = title;
  if (last && (!source || Date.now() - heard > 20e3)) listen();
  retry();
}

// --- What is sent ---

// What was written and not acknowledged outlives a reload of this tab.
const OUTBOX = "potentiels.outbox";
let outbox = [];
try { outbox = JSON.parse(sessionStorage.getItem(OUTBOX)) || []; } catch { /* private mode, or not ours */ }
let posting = false, retry = () => {};

function keep() {
  try { sessionStorage.setItem(OUTBOX, JSON.stringify(outbox)); } catch { /* private mode: memory will do */ }
}

// ?c=NAME is how a poster or a campaign link says where somebody comes from.
let campaign = (new URLSearchParams(location.search).get("c") || "").replace(/[^A-Za-z0-9_-]/g, "").slice(0, 64);

function send(post, words) {
  if (campaign) {
    const value = campaign;
    campaign = "";
    history.replaceState(null, "", location.pathname);
    if (post.kind === "start") post.value = value; else send({ kind: "start", value }, "");
  }
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  post.id = String((a >>> 11) * 2 ** 32 + b + 1); // 53 bits: numbers hold no more
  post.words = words;
  outbox.push(post);
  keep();
  show(post);
  flush();
  return post.id;
}

function show(post) {
  const own = { bubble: null, timers: [], stored: false, late: false };
  if (post.words) {
    own.bubble = bubble("me waiting", "Vous", post.words);
    talk.append(own.bubble);
  }
  waiting.set(post.id, own);
  refresh();
  toBottom();
}

// stored watches for the answer of a post that the service has.
function stored(id) {
  const own = waiting.get(id);
  if (!own) return;
  own.stored = true;
  own.timers.push(
    setTimeout(listen, 4e3), // the stream may be dead without knowing it
    setTimeout(() => { own.late = true; refresh(); tell("La réponse tarde. Votre message est bien arrivé."); }, 30e3),
  );
}

// The first posts of two tabs must not make two people of one.
function inTurn(act) {
  return last || !navigator.locks ? act() : navigator.locks.request("potentiels", act);
}

async function attempt(post) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 20e3);
  try {
    const response = await fetch("/chat/messages", {
      method: "POST", headers: { "Content-Type": "application/json" }, signal: limit.signal,
      body: JSON.stringify({ id: post.id, kind: post.kind, text: post.text, value: post.value }),
    });
    return response.status;
  } catch {
    return 0; // no network
  } finally {
    clearTimeout(timer);
  }
}

// Posts go one after the other, so that they arrive in the order they were written.
async function flush() {
  if (posting) return;
  posting = true;
  while (outbox.length > 0) {
    const post = outbox[0];
    const status = await inTurn(() => attempt(post));
    const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
    if (refused || (status >= 200 && status < 300)) {
      outbox = outbox.filter((p) => p !== post);
      keep();
      if (refused) refuse(post.id); else stored(post.id);
      if (!refused && !source) listen();
      continue;
    }
    tell("Pas de connexion. Votre message partira dès qu’elle revient.", 1000);
    await new Promise((done) => { retry = done; setTimeout(done, 2000 + 1000 * Math.random()); });
  }
  posting = false;
}

// refuse says of a post that it will never be taken, instead of trying for ever.
function refuse(id) {
  const own = waiting.get(id);
  if (!own) return;
  waiting.delete(id);
  pressable(id);
  if (own.bubble) {
    own.bubble.classList.replace("waiting", "failed");
    own.bubble.append(element("p", "small", "Ce message n’a pas pu être envoyé."));
    add(own.bubble);
  }
  refresh();
}

// --- The draft ---

// What is being written outlives a reload of this tab, until it is sent or everything is erased.
// With it goes the number of the line it was written after: a reload reads of every erasure again,
// and those before it do not concern it.
const DRAFT = "potentiels.draft";
let draft = { words: "", after: Infinity };

function keepDraft() {
  draft = { words: text.value, after: whole ? Number(last.split("-")[0]) : Infinity };
  try {
    if (draft.words) sessionStorage.setItem(DRAFT, JSON.stringify(draft)); else sessionStorage.removeItem(DRAFT);
  } catch { /* private mode: it is on the screen */ }
}

function forgetDraft() { text.value = ""; grow(); keepDraft(); }

function readDraft() {
  try {
    const { words, after } = JSON.parse(sessionStorage.getItem(DRAFT));
    draft = { words: String(words), after: after ?? Infinity }; // JSON has no infinity
  } catch { return; } // none, or not ours
  text.value = draft.words;
  grow();
}

// --- The keyboard and the mouse ---

// The second tap of a double one is a slip, whatever the first has moved under the finger: the
// answer comes with buttons where the old ones were. Going on is no press.
let tap = { at: -Infinity, x: 0, y: 0, on: null };
document.addEventListener("click", (e) => {
  if (!e.detail || !e.target.closest("main, nav")) return; // by keyboard, or to send
  const on = e.target.closest("button, a");
  const slip = e.timeStamp - tap.at < 500 && Math.hypot(e.clientX - tap.x, e.clientY - tap.y) < 40;
  if (slip && on && !(on === down && tap.on === down)) { e.preventDefault(); e.stopPropagation(); }
  if (on || slip) tap = { at: e.timeStamp, x: e.clientX, y: e.clientY, on: slip ? tap.on : on };
}, true);

function submit() {
  const words = text.value.trim();
  if (!words) return;
  forgetDraft();
  send({ kind: "text", text: words }, names.get(words) || words);
}

function grow() {
  text.style.height = "auto";
  text.style.height = text.scrollHeight + text.offsetHeight - text.clientHeight + "px";
}

// On a phone the keyboard would cover the answer.
function writeNext() { if (matchMedia("(pointer: fine)").matches) text.focus(); }

form.addEventListener("submit", (e) => { e.preventDefault(); submit(); });
text.addEventListener("input", () => { grow(); keepDraft(); });
text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit(); }
});
for (const b of document.querySelectorAll("[data-say]")) {
  const words = b.dataset.say;
  if (words[0] === "/") names.set(words, b.textContent);
  b.addEventListener("click", () => {
    if (!waiting.has(b.dataset.post)) b.dataset.post = send({ kind: "text", text: words }, names.get(words) || words);
    writeNext();
  });
}
$("begin").addEventListener("click", () => { send({ kind: "start", value: "" }, ""); writeNext(); });

main.addEventListener("scroll", settle, { passive: true });
down.addEventListener("click", (e) => {
  if (fresh) onward(); else toBottom();
  if (!down.hidden) return; // the next press is on the same button
  if (e.detail) writeNext(); else text.focus(); // a keyboard must not lose its place
});
// The phone's keyboard and a growing field take room from above the end, not the end.
new ResizeObserver(() => { if (ended) toBottom(); else settle(); }).observe(main);

document.addEventListener("visibilitychange", wakeUp);
addEventListener("focus", wakeUp);
addEventListener("pageshow", (e) => { if (e.persisted) listen(); });
addEventListener("online", () => { if (last) listen(); retry(); });
setInterval(() => { if (source && Date.now() - heard > 40e3) listen(); }, 10e3);

readDraft();
for (const post of outbox) show(post);
listen();
flush();
