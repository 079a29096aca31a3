/* Visits on the telephone without a network: the homes to visit are kept for a day, numbers
   masked, and the kept page is filled from them. The forms go through the outbox. */
(() => {
  "use strict";
  const store = window.lirenStore;
  const A_DAY = 24 * 3600000;
  const FRESH = 60000;
  const find = (name, box) => (box || document).querySelector(`[data-${name}]`);
  const clone = name => find(name).content.firstElementChild.cloneNode(true);
  const put = (box, name, text) => { find(name, box).textContent = text; };

  async function keep() {
    const { user, visits } = document.body.dataset;
    const before = await store.get("kept", "visits");
    if (!user || !visits || (before && before.user === user && Date.now() - Date.parse(before.at) < FRESH)) return;
    try {
      const answer = await fetch(visits, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" });
      if (!answer.ok) return;
      const found = await answer.json();
      if (found.user === user) await store.put("kept", { ...found, name: "visits" });
    } catch { /* then as they were kept */ }
  }
  async function kept() {
    const [found, person] = [await store.get("kept", "visits"), await store.get("kept", "person")];
    if (!found || !person || found.user !== person.user) return [];
    if (Date.now() - Date.parse(found.at) <= A_DAY) return found.visits;
    await store.drop("kept", "visits");
    return [];
  }

  const day = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(n => String(n).padStart(2, "0")).join("-");
  };
  function line(home, root) {
    const row = clone("home-line");
    const link = row.querySelector("a");
    link.href = `${root}visits/${home.uid}/`;
    link.dataset.task = home.uid;
    row.querySelector(".dot").className = `dot ${home.due < day() ? "bad" : home.due === day() ? "warn" : ""}`;
    put(row, "title", home.address);
    put(row, "sub", [home.people.filter(one => one.why.length).map(one => one.name).join("、"), home.due.slice(5)].filter(Boolean).join(" · "));
    return row;
  }
  function personLine(one) {
    const row = clone("member-line");
    put(row, "name", one.name);
    put(row, "relation", one.relation);
    put(row, "facts", [...one.why, ...one.facts.map(([name, fact]) => `${name} ${fact}`)].join(" · "));
    return row;
  }
  function differ(one) {
    const box = clone("differ-of");
    put(box, "name", one.name);
    box.querySelectorAll("[id], [name], [for], [aria-describedby]").forEach(field => {
      ["id", "name", "for", "aria-describedby"].forEach(fact => {
        const text = field.getAttribute(fact);
        if (text) field.setAttribute(fact, text.replace("{uid}", one.uid));
      });
    });
    return box;
  }
  function hidden(name, value) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    return field;
  }
  function home(found, root) {
    const card = clone("home");
    const url = `${root}visits/${found.uid}/`;
    find("people", card).replaceChildren(...found.people.map(personLine));
    find("differ", card).replaceChildren(...found.people.map(differ));
    card.querySelectorAll("form").forEach(form => {
      form.setAttribute("action", url);
      Object.assign(form.dataset, { about: found.uid, title: found.address, page: url });
      form.append(hidden("on", day()), ...found.people.map(one => hidden(`seen-${one.uid}`, one.seen)));
    });
    return card;
  }

  /* What the kept page shows for an address below the visits; the views that it uses. */
  async function fill(path, root) {
    const homes = await kept();
    const [, uid] = path.match(/^visits\/([0-9a-f-]{36})\/$/) || [];
    const found = homes.find(one => one.uid === uid);
    if (uid && !found) return ["elsewhere"];
    if (found) {
      put(document, "heading", found.address);
      document.querySelector('[data-view=visit]').replaceChildren(home(found, root));
      return ["visit", "outbox"];
    }
    put(document, "heading", find("homes").dataset.heading);
    find("homes").replaceChildren(...homes.map(one => line(one, root)));
    find("no-homes").hidden = homes.length > 0;
    return ["visits", "outbox"];
  }
  window.lirenVisits = { fill };
  document.addEventListener("phone:ready", () => { keep(); });
})();
