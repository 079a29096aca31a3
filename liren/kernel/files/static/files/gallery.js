/* Pictures large, one after the other: arrow keys, Escape, and buttons for both. Without this a
   picture is a link to itself. */
(() => {
  "use strict";
  let shots = [];
  let at = 0;

  function made(words) {
    const known = document.getElementById("light");
    if (known) return known;
    const box = document.createElement("dialog");
    box.id = "light";
    box.className = "light";
    box.setAttribute("aria-labelledby", "light-words");
    const inside = document.createElement("div");
    inside.className = "light-in";
    const picture = document.createElement("img");
    const bar = document.createElement("div");
    bar.className = "light-bar";
    const text = document.createElement("p");
    text.id = "light-words";
    text.setAttribute("aria-live", "polite");
    const button = (label, step) => {
      const one = document.createElement("button");
      one.type = "button";
      one.textContent = label;
      one.addEventListener("click", step);
      return one;
    };
    const back = button(words.previous, () => show(at - 1));
    const next = button(words.next, () => show(at + 1));
    const close = button(words.close, () => box.close());
    [back.dataset.back, next.dataset.next, close.dataset.shut] = ["", "", ""];
    bar.append(text, back, next, close);
    inside.append(picture, bar);
    box.append(inside);
    box.addEventListener("keydown", event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) { event.preventDefault(); show(at + step); }
    });
    box.addEventListener("close", () => { if (shots[at]) shots[at].focus(); });
    document.body.append(box);
    return box;
  }

  function show(place) {
    if (place < 0 || place >= shots.length) return;
    at = place;
    const box = document.getElementById("light");
    const caption = shots[at].closest("figure").querySelector("figcaption");
    const small = shots[at].querySelector("img");
    box.querySelector("img").src = shots[at].dataset.shot;
    box.querySelector("img").alt = small.alt;
    const words = [caption.querySelector("b"), caption.querySelector("small")].filter(Boolean);
    box.querySelector("p").textContent = `${at + 1} / ${shots.length}  ${words.map(one => one.textContent).join("  ")}`;
    box.querySelector("[data-back]").disabled = at === 0;
    box.querySelector("[data-next]").disabled = at === shots.length - 1;
  }

  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-shot]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const group = link.closest("[data-shots]");
    if (!group || typeof HTMLDialogElement === "undefined") return;
    event.preventDefault();
    shots = [...group.querySelectorAll("a[data-shot]")];
    const box = made(group.dataset);
    box.showModal();
    show(shots.indexOf(link));
    box.querySelector("[data-shut]").focus();
  });
})();
