/* Drawing areas on a picture: by pointer, or by arrow keys on the focused picture (Enter sets one
   corner, then the other). They go into the form as percent; without this four numbers do. */
(() => {
  "use strict";
  const STEP = 1;

  function arm(box) {
    const picture = box.querySelector("img");
    const field = document.getElementById(box.dataset.field);
    const tools = document.querySelector("[data-cover-tools]");
    const says = tools.querySelector("[data-covered]");
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    let areas = read(field.value);
    let from = null;
    let mark = { x: 50, y: 50 };
    let keyed = false;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", box.dataset.label);
    box.append(canvas);
    tools.hidden = false;
    document.querySelectorAll("[data-typed]").forEach(part => { part.open = false; });

    function read(text) {
      const parts = text ? text.split(";").map(one => one.split(",").map(Number)) : [];
      return parts.filter(one => one.length === 4 && one.every(Number.isFinite));
    }
    function between(a, b) {
      return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
    }
    function place(event) {
      const edge = canvas.getBoundingClientRect();
      const inside = (value, whole) => Math.max(0, Math.min(100, (100 * value) / whole));
      return { x: inside(event.clientX - edge.left, edge.width), y: inside(event.clientY - edge.top, edge.height) };
    }
    function draw() {
      canvas.width = canvas.clientWidth;
      canvas.height = canvas.clientHeight;
      const whole = from ? [...areas, between(from, mark)] : areas;
      pen.fillStyle = "rgba(58, 64, 74, .92)";
      pen.strokeStyle = "#fff";
      whole.forEach(([x, y, w, h]) => {
        const spot = [x * canvas.width / 100, y * canvas.height / 100, w * canvas.width / 100, h * canvas.height / 100];
        pen.fillRect(...spot);
        pen.strokeRect(...spot);
      });
      if (keyed) {
        const [x, y] = [mark.x * canvas.width / 100, mark.y * canvas.height / 100];
        pen.strokeStyle = "#e08a1b";
        pen.lineWidth = 3;
        pen.strokeRect(x - 8, y - 8, 16, 16);
      }
      field.value = areas.map(one => one.map(value => value.toFixed(2)).join(",")).join(";");
      says.textContent = `${says.dataset.words}${areas.length}`;
      tools.querySelector("[data-undo]").disabled = !areas.length;
    }
    function finish() {
      const area = between(from, mark);
      from = null;
      if (area[2] > 0.5 && area[3] > 0.5) areas = [...areas, area];
      draw();
    }
    canvas.addEventListener("pointerdown", event => {
      keyed = false;
      canvas.setPointerCapture(event.pointerId);
      from = mark = place(event);
    });
    canvas.addEventListener("pointermove", event => {
      if (!from || keyed) return;
      mark = place(event);
      draw();
    });
    canvas.addEventListener("pointerup", event => {
      if (!from || keyed) return;
      mark = place(event);
      finish();
    });
    canvas.addEventListener("keydown", event => {
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const way = ways[event.key];
      if (way) {
        const stride = event.shiftKey ? 5 * STEP : STEP;
        const move = (value, by) => Math.max(0, Math.min(100, value + by * stride));
        mark = { x: move(mark.x, way[0]), y: move(mark.y, way[1]) };
      } else if (event.key === "Enter" || event.key === " ") {
        if (from) finish(); else from = mark;
      } else if (event.key === "Escape" && from) {
        from = null;
      } else { return; }
      keyed = true;
      event.preventDefault();
      draw();
    });
    tools.querySelector("[data-undo]").addEventListener("click", () => { areas = areas.slice(0, -1); draw(); });
    window.addEventListener("resize", draw);
    if (picture.complete) draw(); else picture.addEventListener("load", draw);
  }
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-cover]").forEach(arm));
})();
