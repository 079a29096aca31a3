/* The outbox: forms that were filled in wait here until the server has them, each sent once.

   An item: {id, user, made, title, sub, thumb, about, requests, state, says, …}. Its requests
   are forms {url, fields, done}; they are sent in their order, `{id}` in an address is what the
   first answer named. Each carries the item's key, so that a repeat is harmless.
   States: waiting, sending, login, conflict, done. */
(() => {
  "use strict";
  const store = window.lirenStore;
  const FIRST_PAUSE = 5000;
  const LONGEST_PAUSE = 600000;
  const DONE_IS_SHOWN = 24 * 3600000;
  const TOKEN_WAITS = 15000;
  const SENDING_WAITS = 240000; // a picture on a slow line
  const KEY_HOLDS = 40 * 3600000; // the server knows a key for two days
  const AWAY = new Set([408, 425, 429, 500, 502, 503, 504, 507]);
  let timer;

  const root = () => document.body.dataset;
  async function person() {
    if (root().user) return root().user;
    const kept = await store.get("kept", "person");
    return kept ? kept.user : "";
  }
  /* Another window may have sent what this one shows as waiting: all of them paint anew. */
  const windows = window.BroadcastChannel ? new BroadcastChannel("liren-outbox") : null;
  const paint = () => document.dispatchEvent(new Event("outbox:changed"));
  if (windows) windows.onmessage = paint;
  function changed() {
    paint();
    if (windows) windows.postMessage("changed");
  }
  async function save(item, changes) {
    Object.assign(item, changes);
    await store.put("outbox", item);
    changed();
    return item;
  }

  async function mine() {
    const user = await person();
    const items = (await store.all("outbox")).filter(item => item.user === user);
    const old = items.filter(item => item.state === "done" && Date.now() - item.ended > DONE_IS_SHOWN);
    for (const item of old) await store.drop("outbox", item.id);
    return items.filter(item => !old.includes(item)).sort((a, b) => b.made.localeCompare(a.made));
  }

  /* A line that is there and gives nothing must not hold up all that waits. */
  async function asked(url, options, patience) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(url, { ...options, signal: stop.signal, cache: "no-store", redirect: "manual" });
      const type = answer.headers.get("content-type") || "";
      return { status: answer.status, ok: answer.ok, isJson: type.includes("json"), said: type.includes("json") ? await answer.json() : null };
    } finally {
      clearTimeout(clock);
    }
  }
  /* Whose session this is, with a fresh token: the one in a kept page is stale. */
  async function session() {
    const { status, ok, said } = await asked(root().token, { headers: { Accept: "application/json" } }, TOKEN_WAITS);
    if (AWAY.has(status)) throw new Error(String(status));
    return ok && said ? said : { user: "" };
  }

  async function post(item, request, number, csrf) {
    const body = new FormData();
    request.fields.forEach(([name, value]) => body.append(name, value));
    const headers = { Accept: "application/json", "X-CSRFToken": csrf, "Idempotency-Key": number ? `${item.id}:${number}` : item.id };
    const url = request.url.replace("{id}", item.answer ? item.answer.id : "");
    const answer = await asked(url, { method: "POST", body, headers }, SENDING_WAITS);
    if (AWAY.has(answer.status) || (answer.ok && !answer.isJson)) throw new Error(String(answer.status));
    return answer;
  }

  const doubtful = item => item.tried && Date.now() - item.tried > KEY_HOLDS;
  async function deliver(item, csrf) {
    if (doubtful(item)) return save(item, { state: "conflict", says: { code: "doubt" } });
    await save(item, { state: "sending", tried: item.tried || Date.now() });
    for (const [number, request] of item.requests.entries()) {
      if (request.done) continue;
      const { status, ok, said } = await post(item, request, number, csrf);
      if (!said || status === 401) return save(item, { state: "login", tried: 0 }); // turned away at the door: nothing was done
      if (!ok) return save(item, { state: "conflict", says: { code: said.type, detail: said.detail, since: said.since, status }, part: number });
      request.done = true;
      request.fields = [];
      await save(item, number ? {} : { answer: said });
    }
    return save(item, { state: "done", ended: Date.now(), requests: [] });
  }

  async function pause(item) {
    const tries = (item.tries || 0) + 1;
    const wait = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
    await save(item, { state: "waiting", tries, next: Date.now() + wait });
  }

  /* One item after the other; `only` is the one that a person waits for. */
  async function run(force, only) {
    const due = (await mine()).filter(item => ["waiting", "sending", "login"].includes(item.state)
      && (only ? item.id === only : force || (item.next || 0) <= Date.now())).reverse();
    // a browser that believes itself without a network can be wrong: who asks at once, tries
    if (!due.length || (!force && navigator.onLine === false)) return;
    let open;
    try {
      open = await session();
    } catch {
      for (const item of due) await pause(item);
      return;
    }
    for (const item of due) {
      if (open.user !== item.user) { await save(item, { state: "login" }); continue; }
      try {
        await deliver(item, open.csrf);
      } catch {
        await pause(item); // the line broke, or the server is away: later
        if (!only) return;
      }
    }
  }
  /* Two windows do not send at the same time; and if they did, the key makes one row of it. */
  const alone = work => navigator.locks ? navigator.locks.request("liren-outbox", work) : work();
  async function flush(force) {
    await alone(() => run(force));
    await plan();
  }
  async function plan() {
    clearTimeout(timer);
    const waits = (await mine()).filter(item => item.state === "waiting").map(item => item.next || 0);
    if (waits.length) timer = setTimeout(() => flush(false), Math.max(1000, Math.min(...waits) - Date.now()));
  }

  async function add(item) {
    await store.put("outbox", { state: "waiting", made: new Date().toISOString(), user: await person(), ...item });
    store.mark();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    if (navigator.serviceWorker) navigator.serviceWorker.ready.then(ready => ready.sync && ready.sync.register("outbox")).catch(() => {});
    changed();
  }
  async function send(id) {
    await alone(() => run(true, id));
    plan();
    return store.get("outbox", id);
  }
  async function drop(id) {
    await store.drop("outbox", id);
    changed();
  }
  async function again(id, change) {
    const item = await store.get("outbox", id);
    change(item);
    // another request than before, so under another key
    await store.drop("outbox", id);
    const fresh = { ...item, id: uuid(), state: "waiting", says: null, tried: 0, tries: 0, next: 0 };
    fresh.requests.forEach(request => { request.fields = request.fields.map(([name, value]) => name === "key" ? [name, fresh.id] : [name, value]); });
    await store.put("outbox", fresh);
    changed();
    await flush(true);
  }
  const uuid = () => crypto.randomUUID ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, c => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  window.lirenOutbox = { add, again, drop, flush, mine, person, send, session, uuid };
  window.addEventListener("online", () => flush(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(true); });
  if (navigator.serviceWorker) navigator.serviceWorker.addEventListener("message", event => { if (event.data === "flush") flush(true); });
  document.addEventListener("DOMContentLoaded", () => flush(true));
})();
