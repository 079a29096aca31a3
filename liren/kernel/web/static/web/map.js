/* Maps: Leaflet is fetched only when a page has one. Without script the address remains. */
(() => {
  "use strict";
  const own = document.currentScript;
  const paint = { green: "#dcecd8", water: "#c6dbf2", bld: "#e2e6eb" };
  const road = { 1: 6, 2: 4.5, 3: 3.5, 4: 2.2, 5: 1.2 };
  const files = new Map();
  let leaflet;

  const element = (name, values) => Object.assign(document.createElement(name), values);
  function library() {
    leaflet ||= new Promise((done, fail) => {
      own.dataset.sheets.split(" ").forEach(href => document.head.append(element("link", { rel: "stylesheet", href })));
      document.head.append(element("script", { src: own.dataset.script, onload: done, onerror: fail }));
    });
    return leaflet;
  }
  function geo(url) {
    if (!files.has(url)) files.set(url, fetch(url, { credentials: "same-origin" }).then(answer => answer.ok ? answer.json() : null).catch(() => null));
    return files.get(url);
  }

  /* The base map that this installation has: drawn, tiles, or none. */
  async function base(map, setting) {
    const [kind, ...rest] = setting.split(":");
    const where = rest.join(":");
    if (kind === "geojson") {
      const drawn = await geo(where);
      if (drawn) L.geoJSON(drawn, { interactive: false, style: ground }).addTo(map).bringToBack();
    } else if (kind === "tianditu") {
      ["vec", "cva"].forEach(layer => L.tileLayer(
        `https://t{s}.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(where)}`,
        { subdomains: "01234567", maxZoom: 18, attribution: "天地图" }).addTo(map));
    }
  }
  function ground(feature) {
    const { l, k } = feature.properties;
    if (l === "road") return { color: "#fff", weight: road[k] || 2, fill: false };
    if (!paint[l]) return { stroke: false, fill: false };
    return { stroke: l === "bld", weight: .6, color: "#d3d8df", fillColor: paint[l], fillOpacity: 1 };
  }

  async function areas(map, box, fit) {
    const found = await geo(box.dataset.areas);
    if (!found) return;
    const chosen = feature => String(feature.properties.i) === box.dataset.area;
    const layer = L.geoJSON(found, {
      interactive: false,
      style: feature => chosen(feature)
        ? { color: "#1d52d0", weight: 2, fillColor: "#1d52d0", fillOpacity: .06 }
        : { color: "#8ea3cf", weight: 1, dashArray: "3 4", fillOpacity: 0 },
      onEachFeature: (feature, shape) => {
        if (feature.properties.n) shape.bindTooltip(element("span", { textContent: feature.properties.n }), { permanent: true, direction: "center", className: "gl" });
      },
    }).addTo(map);
    if (fit && found.features.length) map.fitBounds(layer.getBounds(), { padding: [12, 12] });
  }

  /* Cases as dots; the popup says in words what the colour says. */
  async function points(map, box, fit) {
    const found = await geo(box.dataset.points);
    if (!found) return;
    const layer = L.geoJSON(found, {
      pointToLayer: (feature, at) => {
        const { t, s, tone } = feature.properties;
        const look = L.divIcon({ className: `dot ${tone || ""}`, iconSize: [14, 14] });
        return L.marker(at, { icon: look, title: [t, s].filter(Boolean).join("，"), alt: t, keyboard: true });
      },
      onEachFeature: (feature, marker) => marker.bindPopup(popup(feature.properties)),
    }).addTo(map);
    if (fit && found.features.length) map.fitBounds(layer.getBounds(), { padding: [24, 24], maxZoom: 17 });
  }
  function popup({ t, u, s }) {
    const words = element("div", {});
    words.append(element("a", { href: u, textContent: t }));
    if (s) words.append(element("small", { textContent: s }));
    return words;
  }

  const pin = () => L.divIcon({ className: "pin", iconSize: [16, 16] });
  function mark(map, box) {
    if (box.dataset.lng) L.marker([+box.dataset.lat, +box.dataset.lng], { icon: pin(), keyboard: false, interactive: false }).addTo(map);
  }

  /* Choosing a place: click, drag, arrow keys or the device's own position fill two inputs. */
  function pick(map, box, button) {
    const [lng, lat] = box.dataset.pick.split(" ").map(id => document.getElementById(id));
    if (!lng || !lat) return;
    let marker;
    const put = at => {
      if (!marker) {
        marker = L.marker(at, { icon: pin(), draggable: true, keyboard: false }).addTo(map);
        marker.on("dragend", () => put(marker.getLatLng()));
      }
      marker.setLatLng(at);
      lng.value = at.lng.toFixed(6);
      lat.value = at.lat.toFixed(6);
      lng.dispatchEvent(new Event("change", { bubbles: true }));
      box.dispatchEvent(new CustomEvent("place", { bubbles: true, detail: at }));
    };
    if (lng.value && lat.value) { put(L.latLng(+lat.value, +lng.value)); map.setView(marker.getLatLng(), +box.dataset.zoom); }
    map.on("click", event => put(event.latlng));
    const moves = { ArrowUp: [0, -12], ArrowDown: [0, 12], ArrowLeft: [-12, 0], ArrowRight: [12, 0] };
    box.addEventListener("keydown", event => {
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const from = map.latLngToContainerPoint(marker ? marker.getLatLng() : map.getCenter());
      const at = map.containerPointToLatLng(from.add(move));
      put(at);
      map.panInside(at, { padding: [40, 40] });
    });
    if (button) locate(map, button, put);
  }
  /* Where the device knows its place: the button stands there at once, for what comes later would
     push the next one away from under the finger. */
  function offer(box) {
    const button = box.parentElement.querySelector("[data-locate]");
    if (!button || !box.dataset.pick || !navigator.geolocation || !window.isSecureContext) return null;
    button.disabled = true;
    button.hidden = false;
    return button;
  }
  function locate(map, button, put) {
    button.disabled = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(found => {
        button.disabled = false;
        const at = L.latLng(found.coords.latitude, found.coords.longitude);
        map.setView(at, 17);
        put(at);
      }, () => { button.disabled = false; }, { enableHighAccuracy: true, timeout: 10000 });
    });
  }

  async function draw(box) {
    if (box.dataset.ready) return;
    watch.observe(box);
    if (!box.offsetWidth) return; // hidden for now: it is drawn when it gets a size
    box.dataset.ready = "1";
    const button = offer(box);
    await library();
    box.replaceChildren();
    const { lat, lng, zoom } = box.dataset;
    const free = Boolean(box.dataset.pick || box.dataset.points);
    const map = L.map(box, { preferCanvas: true, zoomControl: free, attributionControl: box.dataset.base.startsWith("tianditu"), scrollWheelZoom: false, keyboard: free && !box.dataset.pick, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
    map.setView(lng ? [+lat, +lng] : [35, 105], lng ? +zoom : 4);
    drawn.set(box, map);
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    await base(map, box.dataset.base || "none");
    if (box.dataset.areas) await areas(map, box, !lng);
    if (box.dataset.points) await points(map, box, !lng && !box.dataset.areas);
    if (box.dataset.pick) pick(map, box, button); else mark(map, box);
    box.dataset.drawn = "1";
  }
  /* A map that was hidden, or is printed, has another size than it was drawn in. */
  const drawn = new Map();
  const refit = map => map.invalidateSize({ animate: false });
  const watch = new ResizeObserver(seen => seen.forEach(({ target }) => {
    if (!target.offsetWidth) return;
    if (drawn.has(target)) refit(drawn.get(target)); else begin(target);
  }));
  window.addEventListener("beforeprint", () => drawn.forEach(refit));

  const begin = box => draw(box).catch(() => { delete box.dataset.ready; });
  const boot = () => document.querySelectorAll("[data-map]").forEach(begin);
  document.addEventListener("DOMContentLoaded", boot);
  document.addEventListener("htmx:after:swap", boot);
})();
