/* The shell: size of letters, toasts, menus, dialogs, keyboard, network. Everything here is an
   addition: without it the same forms and links load whole pages. */
(() => {
  "use strict";
  const root = document.documentElement;
  const dialog = () => document.getElementById("dialog");

  /* Large letters at once; the form is sent in the background so that the choice is remembered. */
  function resize(form) {
    const button = form.querySelector("button");
    const large = root.dataset.size !== "large";
    const fields = new FormData(form);
    fields.set("size", large ? "large" : "normal");
    root.dataset.size = large ? "large" : "";
    button.setAttribute("aria-pressed", String(large));
    button.value = large ? "normal" : "large";
    fetch(form.action, { method: "POST", body: fields, redirect: "manual" }).catch(() => {});
    window.dispatchEvent(new Event("resize"));
  }

  /* Toasts stay while they are read; the ones that offer an undo stay longer. */
  function showToasts() {
    document.querySelectorAll("[data-toast]").forEach(toast => {
      if (toast.dataset.seen) return;
      toast.dataset.seen = "1";
      toast.querySelector("[data-dismiss]").hidden = false;
      const long = toast.querySelector("form") || toast.classList.contains("error");
      const leave = () => toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove();
      setTimeout(leave, long ? 15000 : 7000);
    });
  }

  /* A link with data-dialog opens the confirmation of its page here instead of there. */
  async function ask(link) {
    let page;
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      location.href = link.href;
      return;
    }
    const question = page.querySelector("[data-confirm]");
    if (!question) { location.href = link.href; return; }
    const box = dialog();
    box.replaceChildren(document.adoptNode(question));
    box.setAttribute("aria-labelledby", "confirm-title");
    box.showModal();
    box.querySelector("#confirm-title").focus();
  }

  function closeMenus(except) {
    document.querySelectorAll("details[data-pop][open]").forEach(menu => {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("submit", event => {
    if (!event.target.matches("[data-size-form]")) return;
    event.preventDefault();
    resize(event.target);
  });

  document.addEventListener("click", event => {
    const at = event.target;
    const link = at.closest("a[data-dialog]");
    if (link && dialog() && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      ask(link);
    } else if (at.closest("#dialog [data-cancel]")) {
      event.preventDefault();
      dialog().close();
    } else if (at.closest("[data-dismiss]")) {
      at.closest("[data-toast]").remove();
    } else if (at.closest("[data-print]")) {
      window.print();
    }
    closeMenus(at.closest("details[data-pop]"));
  });

  document.addEventListener("keydown", event => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.key === "Escape") closeMenus();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector("[data-find]");
    if (event.key === "/" && field) { event.preventDefault(); field.focus(); field.select(); }
  });

  /* What can be scrolled sideways can be scrolled by keyboard. */
  const reach = () => document.querySelectorAll(".list, .scroll").forEach(box => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
  });

  /* The chosen tab of a strip that is wider than its place is in sight; the page itself stays. */
  const choose = () => document.querySelectorAll(".tabs [aria-current]").forEach(tab => {
    const strip = tab.closest(".tabs");
    const at = tab.getBoundingClientRect(), all = strip.getBoundingClientRect();
    strip.scrollLeft += at.left - all.left - (all.width - at.width) / 2;
  });

  /* What arrives: toasts run, the chosen tab is seen, faults take the focus. */
  function arrive() {
    showToasts();
    reach();
    choose();
    document.querySelectorAll("[data-print]").forEach(button => { button.hidden = false; });
    const fault = document.querySelector("[data-focus]:not([data-seen])");
    if (!fault) return;
    fault.dataset.seen = "1";
    fault.focus();
  }

  const offline = () => document.querySelectorAll("[data-offline]").forEach(box => { box.hidden = navigator.onLine; });
  let asked = 0;
  const busy = step => {
    asked = Math.max(0, asked + step);
    root.classList.toggle("busy", asked > 0);
  };
  document.addEventListener("htmx:before:request", () => busy(1));
  document.addEventListener("htmx:finally:request", () => busy(-1));
  document.addEventListener("htmx:after:swap", arrive);
  window.addEventListener("resize", reach);
  window.addEventListener("online", offline);
  window.addEventListener("offline", offline);
  document.addEventListener("DOMContentLoaded", () => {
    offline();
    arrive();
  });
})();
