/* The telephone's shell: works without a network, says what waits, remembers for whom. */
(() => {
  "use strict";
  const store = window.lirenStore;
  const outbox = window.lirenOutbox;
  const SIZE = "liren-size";
  const A_DAY = 24 * 3600000;
  const root = document.documentElement;

  /* Letters: the page that comes from the device has no cookie to read. */
  const kept = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* as it came */ } };
  if (document.currentScript.dataset.shell !== undefined && kept(SIZE) !== null) root.dataset.size = kept(SIZE);
  new MutationObserver(() => keep(SIZE, root.dataset.size || "")).observe(root, { attributeFilter: ["data-size"] });

  /* Whose telephone this is now; what another person's day left is dropped, unsent forms stay. */
  async function meet() {
    const { user, name, place } = document.body.dataset;
    if (!user) return;
    keep(SIZE, root.dataset.size || "");
    store.mark();
    speak().catch(() => {});
    const before = await store.get("kept", "person");
    if (before && before.user !== user) for (const what of ["tasks", "visits"]) await store.drop("kept", what);
    await store.put("kept", { name: "person", user, called: name, place });
  }
  /* The service worker cannot read cookies: it is told in which language the kept page is wanted. */
  async function speak() {
    if (!window.caches) return;
    const known = await caches.open("liren-language");
    await known.put("/", new Response(document.body.dataset.language));
  }
  async function tasks() {
    const found = await store.get("kept", "tasks");
    if (!found) return null;
    if (Date.now() - Date.parse(found.at) <= A_DAY) return found;
    await store.drop("kept", "tasks");
    return null;
  }

  const banner = () => document.querySelectorAll("[data-net]").forEach(box => {
    box.hidden = navigator.onLine && box.dataset.net !== "away";
  });

  /* The list of what waits. */
  const words = (box, state) => box.dataset[state];
  const tones = { waiting: "warn", sending: "info", login: "warn", conflict: "bad", done: "ok" };
  function line(box, item) {
    const row = box.querySelector("template").content.firstElementChild.cloneNode(true);
    const part = name => row.querySelector(`[data-${name}]`);
    row.dataset.id = item.id;
    if (item.thumb) part("thumb").src = item.thumb; else part("thumb").remove();
    part("title").textContent = item.title;
    const at = new Date(item.made).toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    part("sub").textContent = [item.sub, at].filter(Boolean).join(" · ");
    const tag = part("state");
    tag.className = `tag ${tones[item.state]}`;
    const isStep = Boolean(item.about);
    const number = item.state === "done" && item.answer && !isStep ? item.answer.number : "";
    tag.textContent = [words(box, item.state === "done" && isStep ? "doneStep" : item.state), number.replace(/^\d+-/, "")].filter(Boolean).join(" ");
    tag.title = number;
    explain(box, row, item, part);
    return row;
  }
  function explain(box, row, item, part) {
    const why = part("why");
    why.hidden = !["conflict", "login"].includes(item.state);
    if (why.hidden) return;
    const { code, detail, since } = item.says || {};
    const sentence = item.state === "login" ? box.dataset.loginWhy : code === "doubt" ? box.dataset.doubt : detail;
    part("detail").textContent = item.part ? `${box.dataset.part} ${sentence}` : sentence;
    part("since").hidden = !since;
    if (since) {
      part("now").textContent = since.state;
      part("said").textContent = since.said;
      part("note").textContent = since.note;
    }
    const page = item.about || (item.answer && item.answer.id);
    const open = part("open");
    open.hidden = item.state === "login" || !page || item.says.status === 404;
    if (!open.hidden) open.href = item.page || box.dataset.page.replace("{id}", page);
    part("login").hidden = item.state !== "login";
    part("again").hidden = code !== box.dataset.outside;
    part("drop").hidden = false;
  }
  async function paint() {
    const items = await outbox.mine();
    const waits = items.filter(item => item.state !== "done");
    document.querySelectorAll("[data-outbox]").forEach(box => {
      box.hidden = !items.length && !box.dataset.always;
      box.querySelector("[data-count]").textContent = waits.length || "";
      box.querySelector("[data-flush]").hidden = !waits.some(item => ["waiting", "login"].includes(item.state));
      box.querySelector("[data-none]").hidden = items.length > 0;
      box.querySelector("[data-items]").replaceChildren(...items.map(item => line(box, item)));
    });
    const stuck = waits.some(item => item.state === "conflict" || item.state === "login");
    document.querySelectorAll("[data-attention]").forEach(link => { link.hidden = !stuck; });
    const busy = new Map(waits.filter(item => item.about).map(item => [item.about, item]));
    document.querySelectorAll("[data-task]").forEach(row => {
      const item = busy.get(row.dataset.task);
      const sign = row.querySelector("[data-filled]");
      if (sign) sign.hidden = !item;
      if (sign && item) sign.className = `tag ${tones[item.state]}`;
    });
    document.dispatchEvent(new CustomEvent("outbox:painted", { detail: items }));
  }

  const withoutPlace = item => item.requests.forEach(request => {
    request.fields = request.fields.filter(([name]) => name !== "lng" && name !== "lat");
  });
  document.addEventListener("click", event => {
    const at = event.target;
    if (at.closest("[data-flush]")) outbox.flush(true);
    const row = at.closest("[data-items] [data-id]");
    if (row && at.closest("[data-drop]")) ask(row);
    if (row && at.closest("[data-again]")) outbox.again(row.dataset.id, withoutPlace);
  });
  /* What is dropped is lost: the second press does it. */
  function ask(row) {
    const button = row.querySelector("[data-drop]");
    if (button.dataset.sure !== undefined) { outbox.drop(row.dataset.id); return; }
    button.dataset.sure = "";
    button.textContent = button.dataset.really;
  }

  function serve() {
    const { worker, root: scope } = document.body.dataset;
    if (!navigator.serviceWorker || !window.isSecureContext || !worker) return;
    navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" }).catch(() => {});
  }
  window.lirenPhone = { paint, tasks };
  document.addEventListener("outbox:changed", paint);
  window.addEventListener("online", banner);
  window.addEventListener("offline", banner);
  document.addEventListener("DOMContentLoaded", async () => {
    banner();
    serve();
    try {
      await meet();
      await tasks();
      await paint();
    } catch {
      document.querySelectorAll("[data-no-store]").forEach(box => { box.hidden = false; });
    }
    document.dispatchEvent(new Event("phone:ready"));
  });
})();
