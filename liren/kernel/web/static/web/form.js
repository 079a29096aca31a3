/* Forms: nothing is sent twice, nothing typed is lost by leaving, long texts count their letters. */
(() => {
  "use strict";
  const dirty = new WeakSet();

  /* A second press of the button while the first is on its way does nothing. */
  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[data-size-form]")) return;
    if (form.dataset.sent) { event.preventDefault(); event.stopPropagation(); return; }
    form.dataset.sent = "1";
    dirty.delete(form);
    form.querySelectorAll("button").forEach(button => button.setAttribute("aria-busy", "true"));
    setTimeout(() => release(form), 8000);
  }, true);

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(button => button.removeAttribute("aria-busy"));
  }
  document.addEventListener("htmx:finally:request", () => document.querySelectorAll("form[data-sent]").forEach(release));
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  /* Forms with data-keep ask before the page is left with something typed. */
  document.addEventListener("input", event => {
    const form = event.target.form;
    if (form && form.matches("[data-keep]")) dirty.add(form);
    count(event.target);
  });
  window.addEventListener("beforeunload", event => {
    const open = [...document.querySelectorAll("form[data-keep]")].some(form => dirty.has(form));
    if (open) event.preventDefault();
    if (open) event.returnValue = "";
  });

  /* How many letters are left, once half of them are used. */
  function count(field) {
    if (field.tagName !== "TEXTAREA" || !(field.maxLength > 0)) return;
    let words = field.nextElementSibling;
    if (!words || !words.matches(".left")) {
      words = document.createElement("p");
      words.className = "left";
      field.after(words);
    }
    const used = field.value.length;
    words.textContent = used * 2 >= field.maxLength ? `${used} / ${field.maxLength}` : "";
    words.classList.toggle("over", used >= field.maxLength);
  }
})();
