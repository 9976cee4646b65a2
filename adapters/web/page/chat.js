// The page of the web chat. It keeps nothing but what is not stored yet: the
// talk itself is the service's, read by cursor, so a reload shows it whole and a
// line that comes twice is shown once.
"use strict";

const $ = (id) => document.getElementById(id);
const main = document.querySelector("main");
const talk = $("talk"), typing = $("typing"), welcome = $("welcome"), state = $("state"), text = $("text"), form = $("form");

let last = 0;                 // number of the last line shown
let source = null;            // the event stream
const labels = new Map();     // a button's value to its label, for presses seen in the history
const waiting = new Map();    // id of a post to the bubble that waits for its line

// What was written and not acknowledged outlives a reload of this tab.
const OUTBOX = "potentiels.outbox";
let outbox = [];
try { outbox = JSON.parse(sessionStorage.getItem(OUTBOX)) || []; } catch { outbox = []; }
let posting = false;

function keep() {
  try { sessionStorage.setItem(OUTBOX, JSON.stringify(outbox)); } catch { /* private mode: memory will do */ }
}

function element(tag, className, content) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (content !== undefined) e.textContent = content;
  return e;
}

function atBottom() { return main.scrollHeight - main.scrollTop - main.clientHeight < 160; }
function toBottom() { main.scrollTop = main.scrollHeight; }

function mine(words, pending) {
  const li = element("li", pending ? "me waiting" : "me");
  li.append(element("div", "bubble", words));
  talk.append(li);
  welcome.hidden = true;
  return li;
}

function said(reply) {
  const li = element("li", "bot");
  if (reply.text) li.append(element("div", "bubble", reply.text));
  const choices = element("div", "choices");
  for (const b of reply.buttons || []) {
    labels.set(b.value, b.label);
    const button = element("button", "choice", b.label);
    button.type = "button";
    button.addEventListener("click", () => send({ kind: "press", value: b.value }, b.label));
    choices.append(button);
  }
  for (const l of reply.links || []) {
    const a = element("a", "choice link", l.label);
    a.href = l.url; a.target = "_blank"; a.rel = "noopener noreferrer";
    choices.append(a);
  }
  if (reply.file) choices.append(file(reply.file));
  if (choices.childElementCount) li.append(choices);
  talk.append(li);
  welcome.hidden = true;
}

function file(f) {
  const bytes = Uint8Array.from(atob(f.data || ""), (c) => c.charCodeAt(0));
  const a = element("a", "choice link", f.name);
  a.href = URL.createObjectURL(new Blob([bytes], { type: f.type || "application/octet-stream" }));
  a.download = f.name;
  return a;
}

let day = "";
function newDay(at) {
  const d = new Date(at).toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long" });
  if (d === day) return;
  if (day !== "" || d !== new Date().toLocaleDateString("fr-FR", { weekday: "long", day: "numeric", month: "long" })) {
    talk.append(element("li", "day", d));
  }
  day = d;
}

// A line of the history: what the person did, and the answer.
function line(l, n) {
  if (n <= last) return;
  last = n;
  const follow = atBottom();
  newDay(l.at);
  for (const old of talk.querySelectorAll(".bot")) old.classList.add("past");
  const bubble = waiting.get(l.entry);
  if (bubble) {
    bubble.classList.remove("waiting");
    waiting.delete(l.entry);
  } else {
    const words = l.kind === "press" ? labels.get(l.value) : l.kind === "text" ? l.text : "";
    if (words) mine(words, false);
  }
  for (const reply of l.said || []) said(reply);
  typing.hidden = waiting.size === 0 && outbox.length === 0;
  if (follow) toBottom();
}

function listen() {
  if (source) source.close();
  source = new EventSource("/chat/events?after=" + last);
  source.onopen = () => { state.textContent = ""; flush(); };
  source.onmessage = (e) => line(JSON.parse(e.data), Number(e.lastEventId));
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) {
      state.textContent = "Reconnexion…";
      return;
    }
    // Closed for good: nobody yet (204), or a proxy's error page.
    source = null;
    if (last > 0 || waiting.size > 0) setTimeout(listen, 2000);
  };
}

function send(post, words) {
  post.id = String(crypto.getRandomValues(new BigUint64Array(1))[0]);
  post.words = words;
  outbox.push(post);
  keep();
  show(post);
  flush();
}

function show(post) {
  if (post.words) waiting.set(post.id, mine(post.words, true));
  welcome.hidden = true;
  typing.hidden = false;
  toBottom();
}

// Posts go one after the other, so that they arrive in the order they were written.
async function flush() {
  if (posting) return;
  posting = true;
  while (outbox.length > 0) {
    const post = outbox[0];
    let response = null;
    try {
      response = await fetch("/chat/messages", {
        method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin",
        body: JSON.stringify({ id: post.id, kind: post.kind, text: post.text, value: post.value }),
      });
    } catch { /* no network: try again below */ }
    if (response && response.ok) {
      outbox.shift();
      keep();
      state.textContent = "";
      if (!source) listen();
      continue;
    }
    if (response && response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429) {
      // Never to be accepted: say so instead of trying for ever.
      outbox.shift();
      keep();
      state.textContent = "Ce message n’a pas pu être envoyé.";
      typing.hidden = outbox.length === 0;
      continue;
    }
    state.textContent = "Pas de connexion, nouvel essai…";
    await new Promise((done) => setTimeout(done, 2000));
  }
  posting = false;
}

function submit() {
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  grow();
  send({ kind: "text", text: words }, words);
}

function grow() {
  text.style.height = "auto";
  text.style.height = text.scrollHeight + 2 + "px";
}

form.addEventListener("submit", (e) => { e.preventDefault(); submit(); });
text.addEventListener("input", grow);
text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); submit(); }
});
for (const b of document.querySelectorAll("[data-say]")) {
  b.addEventListener("click", () => { send({ kind: "text", text: b.dataset.say }, b.dataset.say); text.focus(); });
}

// ?c=NAME is how a poster or a campaign link says where somebody comes from.
const campaign = (new URLSearchParams(location.search).get("c") || "").replace(/[^A-Za-z0-9_-]/g, "").slice(0, 64);
$("begin").addEventListener("click", () => { send({ kind: "start", value: campaign }, ""); text.focus(); });

for (const post of outbox) show(post);
if (outbox.length > 0) flush();
listen();
