/* Cases on the telephone: forms go through the outbox, tasks are kept for when there is no
   network, and the kept page is filled from them. Without this the same forms load pages. */
(() => {
  "use strict";
  const store = window.lirenStore;
  const outbox = window.lirenOutbox;
  const THUMB = 88;
  const FRESH = 60000;
  const FIRST_PAUSE = 500;
  const LOADED_PAUSE = 4000;
  const LONGEST_PAUSE = 30000;
  const SAID = "liren-said";
  const find = (name, box) => (box || document).querySelector(`[data-${name}]`);
  const clone = name => find(name).content.firstElementChild.cloneNode(true);
  const isShell = () => Boolean(find("kept-page"));
  const rootOf = () => document.body.dataset.root;

  /* ── a form that was filled in becomes an item of the outbox ── */
  async function thumb(file) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const canvas = document.createElement("canvas");
      const share = THUMB / Math.min(bitmap.width, bitmap.height);
      canvas.width = canvas.height = THUMB;
      const [wide, high] = [bitmap.width * share, bitmap.height * share];
      canvas.getContext("2d").drawImage(bitmap, (THUMB - wide) / 2, (THUMB - high) / 2, wide, high);
      bitmap.close();
      return canvas.toDataURL("image/jpeg", 0.7);
    } catch {
      return "";
    }
  }
  const firstSentence = text => text.trim().split(/[。！？!?\n]/)[0].slice(0, 60);
  function kindOf(form) {
    const tile = form.querySelector("input[name=common]:checked");
    if (tile && tile.value) return tile.closest("label").textContent.trim();
    const chosen = form.elements.kind && form.elements.kind.selectedOptions[0];
    return chosen && chosen.value ? chosen.textContent.trim() : "";
  }
  async function compose(form) {
    const id = outbox.uuid();
    const given = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && name !== "key" && !(value instanceof File && !value.size));
    const pictures = given.filter(([, value]) => value instanceof File);
    const { queue, about, label, title, picturesTo } = form.dataset;
    const isReport = queue === "report";
    // a report goes ahead of its pictures; a step and its pictures are one
    const words = [...given.filter(pair => !isReport || !pictures.includes(pair)), ["key", id]];
    const requests = [{ url: form.getAttribute("action"), fields: words }];
    if (isReport) pictures.forEach(([, file]) => requests.push({ url: picturesTo, fields: [["file", file], ["phase", "before"]] }));
    return {
      id,
      requests,
      about: about || "",
      page: form.dataset.page || "",
      title: isReport ? firstSentence(form.elements.text.value) : title,
      sub: isReport ? kindOf(form) : label,
      thumb: pictures.length ? await thumb(pictures[0][1]) : "",
    };
  }
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(button => button.removeAttribute("aria-busy"));
  }
  function fault(form, sentence) {
    const box = find("fault", form);
    if (!box) return false;
    box.firstElementChild.textContent = sentence;
    box.hidden = !sentence;
    if (sentence) { box.focus(); box.scrollIntoView({ block: "center" }); }
    return true;
  }
  async function queue(form) {
    fault(form, "");
    let item;
    try {
      item = await compose(form);
      await outbox.add(item);
    } catch {
      release(form);
      const said = find("said", form);
      if (said) said.textContent = said.dataset.full;
      else form.submit();
      return;
    }
    const end = await outbox.send(item.id);
    release(form);
    settle(form, end);
  }
  /* An answer that comes while one still looks at the form is shown on it. */
  async function settle(form, item) {
    if (item.state === "conflict" && !item.part && item.says.status !== 404 && fault(form, sentenceOf(item))) {
      await outbox.drop(item.id);
      return;
    }
    const words = document.body.dataset;
    const sentence = { done: words.saidDone.replace("{label}", item.sub), waiting: words.saidWaiting, sending: words.saidWaiting, login: words.saidLogin, conflict: words.saidConflict }[item.state];
    if (form.dataset.queue === "step") {
      sessionStorage.setItem(SAID, sentence);
      location.assign(form.dataset.after || rootOf());
      return;
    }
    const said = find("said", form);
    form.reset();
    ["lng", "lat"].forEach(name => { form.elements[name].value = ""; });
    place(form, "");
    others(form);
    said.textContent = item.state === "done" ? said.dataset.sent.replace("{number}", item.answer.number) : sentence;
  }
  /* What became of a step is said on the page that follows. */
  function tell() {
    const sentence = sessionStorage.getItem(SAID);
    const box = document.getElementById("toasts");
    if (!sentence || !box) return;
    sessionStorage.removeItem(SAID);
    const [toast, words, close] = ["div", "p", "button"].map(name => document.createElement(name));
    Object.assign(toast, { className: "toast success" }).dataset.toast = "";
    words.textContent = sentence;
    Object.assign(close, { className: "btn ghost sm sq", type: "button", textContent: "×", ariaLabel: document.body.dataset.close }).dataset.dismiss = "";
    toast.append(words, close);
    box.append(toast);
    document.dispatchEvent(new Event("htmx:after:swap"));
  }
  function sentenceOf({ says }) {
    const { since } = says;
    return [says.detail, since && says.code !== "invalid" && since.said ? `${since.state} · ${since.said}` : ""].filter(Boolean).join(" ");
  }
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches("form[data-queue]") || !window.indexedDB || event.defaultPrevented) return;
    event.preventDefault();
    queue(form);
  });

  /* ── the form of a report: all other kinds, and the place ── */
  function others(form) {
    const other = form.querySelector("[data-other]");
    const box = find("others", form);
    if (!other || !box) return;
    box.hidden = !other.checked;
    if (!other.checked) form.elements.kind.value = "";
  }
  function place(form, state) {
    const button = find("here", form);
    button.classList.toggle("set", state === "set");
    button.lastElementChild.textContent = state ? button.dataset[state] : button.dataset.idle;
    button.setAttribute("aria-pressed", String(state === "set"));
  }
  /* Asked only when this button is pressed, once; the point goes onto the case and nowhere else. */
  function here(button) {
    const form = button.form;
    const { lng, lat } = form.elements;
    if (lng.value) { lng.value = lat.value = ""; place(form, ""); return; }
    place(form, "busy");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      lng.value = coords.longitude.toFixed(6);
      lat.value = coords.latitude.toFixed(6);
      place(form, "set");
    }, () => place(form, "failed"), { enableHighAccuracy: true, timeout: 10000, maximumAge: 0 });
  }
  function arm() {
    document.querySelectorAll("form[data-queue=report]").forEach(form => {
      const button = find("here", form);
      form.querySelector(".p-acts").classList.toggle("both", matchMedia("(pointer: coarse)").matches);
      button.dataset.idle = button.lastElementChild.textContent;
      button.hidden = !navigator.geolocation || !window.isSecureContext;
      others(form);
    });
  }
  document.addEventListener("change", event => { if (event.target.matches("input[name=common]")) others(event.target.form); });
  document.addEventListener("click", event => { const button = event.target.closest("[data-here]"); if (button) here(button); });

  /* ── tasks on the device: only the assigned ones, until done, signed out, or a day ── */
  async function fetchTasks() {
    const { user, tasks } = document.body.dataset;
    const before = await store.get("kept", "tasks");
    if (!user || !tasks || (before && before.user === user && Date.now() - Date.parse(before.at) < FRESH && location.pathname !== rootOf())) return;
    try {
      const answer = await fetch(tasks, { headers: { Accept: "application/json" }, cache: "no-store", redirect: "manual" });
      if (answer.ok) {
        const found = await answer.json();
        if (found.user === user) await store.put("kept", { ...found, name: "tasks", called: found.name });
      }
    } catch { /* then as they were kept */ }
  }

  /* ── the kept page ── */
  const put = (box, name, text) => { find(name, box).textContent = text; };
  /* As `words.left` on the server says it: minutes, hours, then days. */
  function left(due) {
    const words = find("kept-page").dataset;
    const rest = (Date.parse(due) - Date.now()) / 1000;
    const span = Math.abs(rest);
    const most = rest < 0 ? 24 : 48;
    const say = (unit, n) => words[unit].replace("{n}", String(n));
    const text = span < 3600 ? say("minutes", Math.max(1, Math.floor(span / 60)))
      : span < most * 3600 ? say("hours", Math.floor(span / 3600)) : say("days", Math.floor(span / 86400));
    return (rest < 0 ? words.late : words.ahead).replace("{span}", text);
  }
  function tone({ due, seen }) {
    const rest = Date.parse(due) - Date.now();
    const whole = Date.parse(due) - Date.parse(seen);
    return rest < 0 ? "bad" : whole <= 0 || rest / whole < 0.25 ? "warn" : "";
  }
  function taskLine(task) {
    const row = clone("line");
    const link = row.querySelector("a");
    link.href = task.url;
    link.dataset.task = task.uid;
    row.querySelector(".dot").className = `dot ${tone(task)}`;
    put(row, "title", task.title);
    put(row, "address", task.address);
    put(row, "clock", task.due ? left(task.due) : task.state);
    if (task.label) put(row, "verb", task.label); else find("verb-box", row).remove();
    return row;
  }
  function show(names) {
    document.querySelectorAll("[data-view]").forEach(view => { view.hidden = !names.includes(view.dataset.view); });
  }
  const dotted = (...parts) => parts.filter(Boolean).join(" · ");
  async function fillToday(kept) {
    const tasks = kept ? kept.tasks : [];
    find("tasks", document.querySelector("[data-view=today]")).replaceChildren(...tasks.map(taskLine));
    find("no-tasks").hidden = tasks.length > 0;
    const heading = find("heading");
    const words = heading.dataset[tasks.length === 0 ? "none" : tasks.length === 1 ? "one" : "many"];
    if (kept) heading.textContent = words.replace("{n}", String(tasks.length));
    show(["today", "report", "outbox"]);
  }
  function fillCase(task, asked) {
    const box = document.querySelector("[data-view=case]");
    const card = clone("case");
    const clock = find("clock", card);
    clock.textContent = task.due ? left(task.due) : "";
    clock.className = `tag ${tone(task) || "info"}`;
    ["state", "kind", "text", "address", "outcome"].forEach(name => put(card, name, task[name]));
    find("outcome-box", card).hidden = !task.outcome;
    find("heading").textContent = task.title;
    document.querySelector(".p-top small").textContent = task.number;
    document.querySelector(".p-top").classList.add("narrow");
    find("back").hidden = false;
    const verbs = asked && task.verbs.includes(asked) ? [asked] : task.verbs.slice().sort((a, b) => (b === task.verb) - (a === task.verb));
    const forms = verbs.map(verb => stepForm(verb, task));
    if (!forms.length) forms.push(clone("closed"));
    box.replaceChildren(card, ...forms);
    show(["case", "outbox"]);
    document.dispatchEvent(new Event("pictures:arm"));
  }
  function stepForm(verb, task) {
    const form = document.querySelector(`template[data-step="${verb}"]`).content.firstElementChild.cloneNode(true);
    form.setAttribute("action", form.getAttribute("action").replace("{uid}", task.uid));
    form.elements.seen.value = task.seen;
    Object.assign(form.dataset, { about: task.uid, title: task.title });
    form.querySelectorAll("[id]").forEach(field => {  // two forms on one page, each field its own
      const own = `${verb}-${field.id}`;
      form.querySelectorAll(`[for="${field.id}"]`).forEach(label => { label.htmlFor = own; });
      field.id = own;
    });
    form.querySelectorAll("[aria-describedby]").forEach(field => field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").split(" ").map(one => `${verb}-${one}`).join(" ")));
    return form;
  }
  async function fill() {
    const person = await store.get("kept", "person");
    if (person) {
      put(document, "called", dotted(person.place, person.called));
      const [where, home] = [find("where"), find("home")];
      if (where) where.textContent = "";
      if (home && person.place) home.textContent = home.dataset.home.replace("{place}", person.place);
    }
    const kept = await window.lirenPhone.tasks();
    const own = kept && person && kept.user === person.user ? kept : null;
    const path = location.pathname.slice(rootOf().length);
    const [, uid, verb] = path.match(/^cases\/([0-9a-f-]{36})\/(?:(\w+)\/)?$/) || [];
    const task = own && uid ? own.tasks.find(one => one.uid === uid) : null;
    if (task) fillCase(task, verb && `cases.${verb}`);
    else if (path === "" || path === "shell/") await fillToday(own);
    else if (path.startsWith("visits/")) show(await window.lirenVisits.fill(path, rootOf()));
    else if (path === "report/") show(["report", "outbox"]);
    else if (path === "me/") show(["outbox", "elsewhere"]);
    else show(["elsewhere"]);
    await window.lirenPhone.paint();
  }
  const isTyping = () => [...document.querySelectorAll("form textarea")].some(field => field.value.trim() && field.offsetParent);
  /* The network is back: the page itself instead of this one, unless somebody is writing. The
     first request after it is said to be back often fails still, so the next ones follow soon. */
  let later, pause = LONGEST_PAUSE;
  async function comeBack() {
    clearTimeout(later);
    if (!isTyping()) {
      try {
        await outbox.session();
        if (!isTyping()) { location.reload(); return; }
      } catch { /* still away */ }
    }
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    later = setTimeout(comeBack, pause);
  }
  function soon() {
    pause = FIRST_PAUSE;
    return comeBack();
  }

  document.addEventListener("phone:ready", async () => {
    arm();
    tell();
    if (!isShell()) { await fetchTasks(); return; }
    await fill();
    window.addEventListener("online", () => outbox.flush(true).then(soon));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
    later = setTimeout(soon, LOADED_PAUSE); // it may have come back while this page was loading
  });
})();
