/* What this device keeps for a person: forms that wait to be sent, tasks, and for whom.
   IndexedDB without a library. Signing out wipes what belongs to the one who leaves. */
(() => {
  "use strict";
  const MARK = "liren-phone"; // set where the pages of a telephone were opened
  let opened;

  const result = request => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  function open() {
    opened ||= new Promise((done, fail) => {
      const request = indexedDB.open("liren", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "id" });
        request.result.createObjectStore("kept", { keyPath: "name" });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => { request.result.close(); opened = undefined; };
        done(request.result);
      };
      request.onerror = () => { opened = undefined; fail(request.error); };
    });
    return opened;
  }
  const read = async (table, ask) => result(ask((await open()).transaction(table).objectStore(table)));
  async function write(table, ask) {
    const work = (await open()).transaction(table, "readwrite", { durability: "strict" });
    const written = new Promise((done, fail) => { work.oncomplete = done; work.onabort = () => fail(work.error); });
    ask(work.objectStore(table));
    await written;
  }

  const store = {
    isUsed: () => { try { return localStorage.getItem(MARK) !== null; } catch { return false; } },
    mark: () => { try { localStorage.setItem(MARK, "1"); } catch { /* then nothing is wiped twice */ } },
    all: table => read(table, rows => rows.getAll()),
    get: (table, key) => read(table, rows => rows.get(key)),
    put: (table, row) => write(table, rows => rows.put(row)),
    drop: (table, key) => write(table, rows => rows.delete(key)),
    async waiting(user) {
      return (await store.all("outbox")).filter(item => item.user === user && item.state !== "done");
    },
    async wipe(user) {
      for (const item of await store.all("outbox")) if (item.user === user) await store.drop("outbox", item.id);
      for (const one of await store.all("kept")) await store.drop("kept", one.name);
    },
  };
  window.lirenStore = store;

  /* Signing out: what waits would be lost, so one is asked first. */
  async function leave(form) {
    const user = form.dataset.wipe;
    try {
      const waiting = await store.waiting(user);
      if (waiting.length && !(await agrees(form, waiting.length))) return;
      await store.wipe(user);
    } catch { /* nothing was kept that could be wiped */ }
    form.submit();
  }
  function agrees(form, count) {
    const box = form.querySelector("dialog[data-unsent]");
    if (!box || !box.showModal) return Promise.resolve(true);
    box.querySelector("[data-count]").textContent = String(count);
    box.returnValue = "";
    box.showModal();
    return new Promise(done => {
      box.addEventListener("click", event => { if (event.target.dataset.say) box.close(event.target.dataset.say); });
      box.addEventListener("close", () => done(box.returnValue === "leave"), { once: true });
    });
  }
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches("form[data-wipe]") || !store.isUsed() || !window.indexedDB) return;
    event.preventDefault();
    leave(form);
  });
})();
