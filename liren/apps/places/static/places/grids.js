/* Grids on the map: shown with their faulty places, and drawn point by point into a text field. */
(() => {
  "use strict";
  const looks = {
    home: { color: "#1d52d0", weight: 2, fillOpacity: 0 },
    grid: { color: "#5f77ad", weight: 1, fillColor: "#5f77ad", fillOpacity: .08 },
    gap: { color: "#b42318", weight: 2, dashArray: "4 3", fillColor: "#b42318", fillOpacity: .25 },
    overlap: { color: "#b54708", weight: 2, fillColor: "#b54708", fillOpacity: .35 },
    outside: { color: "#7a2e9d", weight: 2, fillColor: "#7a2e9d", fillOpacity: .25 },
  };
  const element = (name, values) => Object.assign(document.createElement(name), values);

  async function ground(map, setting) {
    const [kind, ...rest] = setting.split(":");
    if (kind !== "geojson") return;
    const answer = await fetch(rest.join(":"), { credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok) return;
    const paint = { green: "#dcecd8", water: "#c6dbf2", bld: "#e2e6eb" };
    L.geoJSON(await answer.json(), {
      interactive: false,
      style: ({ properties: { l, k } }) => l === "road"
        ? { color: "#fff", weight: { 1: 6, 2: 4.5, 3: 3.5 }[k] || 2, fill: false }
        : { stroke: false, fillColor: paint[l] || "transparent", fillOpacity: 1 },
    }).addTo(map).bringToBack();
  }

  function label(feature, layer) {
    if (feature.properties.k === "home") return; // its grids bear the names
    const words = element("span", { textContent: feature.properties.n });
    layer.bindTooltip(words, { permanent: true, direction: "center", className: "gl" });
  }

  async function show(box) {
    const { lat, lng } = box.dataset;
    box.replaceChildren();
    const map = L.map(box, { preferCanvas: false, attributionControl: false, scrollWheelZoom: false });
    map.setView(lng ? [+lat, +lng] : [35, 105], lng ? 15 : 4);
    const answer = await fetch(box.dataset.gridMap, { credentials: "same-origin" }).catch(() => null);
    const found = answer && answer.ok ? await answer.json() : { features: [] };
    await ground(map, box.dataset.base || "none");
    const layer = L.geoJSON(found, { style: f => looks[f.properties.k] || looks.grid, onEachFeature: label, interactive: false }).addTo(map);
    if (found.features.length) map.fitBounds(layer.getBounds(), { padding: [16, 16] });
    if (box.dataset.draws) draw(map, box);
    box.dataset.drawn = "1";
  }

  /* A click adds a point; the field keeps the ring as GeoJSON, so that pasting works as well. */
  function draw(map, box) {
    const field = document.getElementById(box.dataset.draws);
    const tools = box.parentElement.querySelector("[data-draw-tools]");
    if (!field || !tools) return;
    let points = [];
    const line = L.polygon([], { color: "#067647", weight: 2, fillOpacity: .12 }).addTo(map);
    const knots = L.layerGroup().addTo(map);
    function paint() {
      line.setLatLngs(points);
      knots.clearLayers();
      points.forEach((at, n) => {
        const look = L.divIcon({ className: "knot", iconSize: [12, 12] });
        const knot = L.marker(at, { icon: look, draggable: true, keyboard: false });
        knot.on("drag", () => { points[n] = knot.getLatLng(); line.setLatLngs(points); });
        knot.on("dragend", keep);
        knots.addLayer(knot);
      });
    }
    function keep() {
      paint();
      const ring = points.map(at => [+at.lng.toFixed(7), +at.lat.toFixed(7)]);
      field.value = ring.length < 3 ? "" : JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function read() {
      try {
        const ring = JSON.parse(field.value).coordinates[0];
        points = ring.slice(0, -1).map(([x, y]) => L.latLng(y, x));
        if (points.length <= 300) paint(); else line.setLatLngs(points);
      } catch { /* a list or WKT: the server reads it */ }
    }
    map.on("click", event => { points = [...points, event.latlng]; keep(); });
    tools.hidden = false;
    tools.querySelector("[data-undo]").addEventListener("click", () => { points = points.slice(0, -1); keep(); });
    tools.querySelector("[data-clear]").addEventListener("click", () => { points = []; keep(); });
    field.addEventListener("change", read);
    read();
  }

  const boot = () => document.querySelectorAll("[data-grid-map]:not([data-started])").forEach(box => {
    box.dataset.started = "1";
    show(box).catch(() => { delete box.dataset.started; });
  });
  document.addEventListener("DOMContentLoaded", boot);
  document.addEventListener("htmx:after:swap", boot);
})();
