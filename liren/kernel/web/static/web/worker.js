/* The service worker. KEPT stands above this: the shell in each language and the files that it
   names, under a version made of their content. Pages with anybody's data are never kept here;
   forms that wait lie in IndexedDB and are sent by the page (outbox.js). */
"use strict";
const CACHE = `liren-shell-${KEPT.version}`;
const LANGUAGE = "liren-language"; // the page writes there in which language it came
const PAGE_WAITS = 10000; // a line that is there and gives nothing
const FILE_WAITS = 4000;
const shellIn = language => `${KEPT.shell}?lang=${language}`;

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.files.map(url => new Request(url, { cache: "reload" })));
  for (const language of KEPT.languages) {
    const page = await fetch(shellIn(language), { credentials: "omit", cache: "no-store" });
    if (!page.ok) throw new Error(String(page.status));
    await cache.put(shellIn(language), page);
  }
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter(name => name.startsWith("liren-") && name !== CACHE && name !== LANGUAGE);
  await Promise.all(old.map(name => caches.delete(name)));
  await clients.claim();
}

const late = seconds => new Promise((_done, fail) => { setTimeout(() => fail(new Error("late")), seconds); });
const isAway = answer => answer.status >= 502 && answer.status <= 504;

async function shell() {
  const said = await caches.match("/", { cacheName: LANGUAGE });
  const asked = said ? await said.text() : "";
  const language = KEPT.languages.includes(asked) ? asked : KEPT.languages[0];
  return (await caches.match(shellIn(language), { cacheName: CACHE })) || Response.error();
}

async function page(request) {
  try {
    const answer = await Promise.race([fetch(request), late(PAGE_WAITS)]);
    return isAway(answer) ? shell() : answer;
  } catch {
    return shell();
  }
}

async function file(request, path) {
  try {
    const answer = await Promise.race([fetch(request), late(FILE_WAITS)]);
    if (answer.ok) return answer;
  } catch { /* then as it was kept */ }
  return (await caches.match(path, { cacheName: CACHE })) || fetch(request);
}

addEventListener("install", event => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", event => event.waitUntil(tidy()));
addEventListener("fetch", event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith(KEPT.root)) event.respondWith(page(request));
  else if (KEPT.files.includes(url.pathname)) event.respondWith(file(request, url.pathname));
});
/* Where the browser tells of a network in the background, an open page sends what waits. */
addEventListener("sync", event => {
  if (event.tag !== "outbox") return;
  event.waitUntil(clients.matchAll().then(open => open.forEach(one => one.postMessage("flush"))));
});
