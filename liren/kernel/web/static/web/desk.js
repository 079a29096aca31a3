/* The list and the panel beside it: a whole row opens, chosen rows are counted, j and k move. */
(() => {
  "use strict";
  const picks = form => [...form.querySelectorAll("input[name=pick]")];

  function mark(row) {
    row.closest("tbody").querySelectorAll("tr.on").forEach(other => {
      other.classList.remove("on");
      other.removeAttribute("aria-selected");
    });
    row.classList.add("on");
  }

  document.addEventListener("click", event => {
    const row = event.target.closest(".rows tbody tr");
    if (!row) return;
    const link = row.querySelector("a.ttl");
    if (!link) return;
    if (event.target.closest("a.ttl")) mark(row);
    if (event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
    link.click();
  });

  /* The selection bar. */
  function tally(form) {
    const boxes = picks(form);
    const chosen = boxes.filter(box => box.checked).length;
    form.querySelectorAll("[data-bulk]").forEach(bar => {
      bar.hidden = chosen === 0;
      bar.querySelector("[data-count]").textContent = String(chosen);
    });
    const all = form.querySelector("[data-all]");
    if (!all) return;
    all.hidden = false;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  document.addEventListener("change", event => {
    const form = event.target.form;
    if (!form || !form.querySelector("[data-bulk]")) return;
    if (event.target.matches("[data-all]")) picks(form).forEach(box => { box.checked = event.target.checked; });
    tally(form);
  });
  document.addEventListener("reset", event => setTimeout(() => tally(event.target)));

  /* Keyboard: j next, k previous, x choose; Enter on the focused title opens it. */
  document.addEventListener("keydown", event => {
    if (/^(input|textarea|select)$/i.test(event.target.tagName) && event.target.type !== "checkbox") return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...document.querySelectorAll(".rows a.ttl")];
    if (!links.length) return;
    const at = links.findIndex(link => link.closest("tr").contains(document.activeElement));
    const step = { j: 1, k: -1 }[event.key];
    if (step) links[Math.min(links.length - 1, Math.max(0, at + step))].focus();
    if (event.key === "x" && at >= 0) {
      const box = links[at].closest("tr").querySelector("input[name=pick]");
      if (box) box.click();
    }
  });

  /* A panel that was filled is open: on a narrow screen it takes the list's place. */
  let shown = null;
  const content = () => (document.getElementById("panel") || {}).firstElementChild || null;
  function filled() {
    const first = content();
    if (!first || first === shown) return;
    shown = first;
    const panel = first.parentElement;
    const split = panel.closest(".split");
    const heading = panel.querySelector("h1, h2");
    if (split && heading) split.classList.add("open");
    if (!heading || panel.querySelector("[data-focus]")) return;
    heading.tabIndex = -1;
    heading.focus();
  }
  document.addEventListener("htmx:after:swap", () => {
    filled();
    document.querySelectorAll("form").forEach(form => { if (form.querySelector("[data-bulk]")) tally(form); });
  });
  document.addEventListener("DOMContentLoaded", () => {
    shown = content();
    document.querySelectorAll("form").forEach(form => { if (form.querySelector("[data-bulk]")) tally(form); });
  });
})();
