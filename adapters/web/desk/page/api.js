// The calls to the service: who is signed in, what there is, what somebody did.

// me is what the service says of its reader, and what the forms need.
export const me = { token: "", signed: false, name: "", partner: "", partners: [], canned: [], delay: 0, longest: 0, blank: "" };

let skew = 0; // how far the service's clock is ahead of this one
export const now = () => Date.now() + skew;

const PATIENCE = 15e3;

export class Refusal extends Error {
  constructor(status, body) {
    super((body && body.text) || "");
    this.status = status;
    this.why = (body && body.refusal) || "";
  }
}

async function call(path, options) {
  const response = await fetch("/desk/api/" + path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  const time = Number(response.headers.get("Desk-Time"));
  if (time) skew = time - Date.now();
  if (response.status === 304 || response.status === 204) return { response, body: null };
  let body = null;
  try { body = await response.json(); } catch { /* an error page of something in between */ }
  if (!response.ok || body === null) throw new Refusal(response.ok ? 502 : response.status, body);
  return { response, body };
}

export async function greet() {
  Object.assign(me, (await call("session", {})).body);
}

// What was read last, so that what has not changed is not sent again. The very same object
// comes back then.
const read = new Map();

export async function get(path) {
  const old = read.get(path);
  const { response, body } = await call(path, old ? { headers: { "If-None-Match": old.tag } } : {});
  if (body === null && old) return old.value;
  read.delete(path);
  read.set(path, { tag: response.headers.get("ETag"), value: body });
  if (read.size > 6) read.delete(read.keys().next().value);
  return body;
}

export function forgetAll() { read.clear(); }

export function post(path, body) {
  return call(path, {
    method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "Desk-Token": me.token },
  });
}

export async function enter(form) { Object.assign(me, (await post("session", form)).body); }

export async function leave() { await post("session/end", {}); }

// newID names an act: posted again, it is the same one.
export function newID() {
  const [a, b] = crypto.getRandomValues(new Uint32Array(2));
  return String((a >>> 11) * 2 ** 32 + b + 1); // 53 bits: numbers hold no more
}

// act does something to a request, or to the sheet. While the service cannot be reached it is
// tried again for some time, under one id; a Refusal without a status means that nobody knows.
export async function act(path, what) {
  for (let again = 0; ; again++) {
    try {
      const { body } = await post(path, what);
      if (body.refusal) throw new Refusal(200, body);
      return body;
    } catch (e) {
      const lost = !(e instanceof Refusal) || e.status >= 500;
      if (!lost) throw e;
      if (again === 12) throw new Refusal(0, { text: "Pas de réponse du service : réessayez. La même action ne sera faite qu’une fois." });
      await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** again, 4000)));
    }
  }
}
