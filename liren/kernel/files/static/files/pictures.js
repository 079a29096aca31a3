/* Choosing pictures: they are shown, made smaller before they are sent, and can be taken out.
   What was chosen survives an answer that swaps the form. Without this the plain input does. */
(() => {
  "use strict";
  const TYPES = /^image\/(jpeg|png|webp|heic|heif|avif)$/;
  const QUALITY = 0.85;
  const PREVIEW = 240;
  const chosen = new Map(); // address of the form and name of the field → files
  const keyOf = input => `${input.form ? input.form.getAttribute("action") : ""} ${input.name}`;

  /* A picture with at most so many pixels on its longer side; the original where that is better. */
  async function smaller(file, side) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      return file; // the server says what is wrong with it
    }
    const share = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * share);
    canvas.height = Math.round(bitmap.height * share);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise(done => canvas.toBlob(done, "image/jpeg", QUALITY));
    const plain = share === 1 && file.type === "image/jpeg";
    if (!blob || (plain && blob.size >= file.size)) return file;
    return new File([blob], "picture.jpg", { type: "image/jpeg", lastModified: file.lastModified });
  }

  /* Drawn, not linked: the page's policy lets no picture in that the server did not send. */
  async function preview(canvas, file) {
    canvas.width = canvas.height = PREVIEW;
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const share = PREVIEW / Math.min(bitmap.width, bitmap.height);
      const [wide, high] = [bitmap.width * share, bitmap.height * share];
      canvas.getContext("2d").drawImage(bitmap, (PREVIEW - wide) / 2, (PREVIEW - high) / 2, wide, high);
      bitmap.close();
    } catch { /* it is sent without having been seen; the server says what is wrong with it */ }
  }

  /* The files of an input can only be set as a list that a browser made. */
  function give(input, files) {
    const list = new DataTransfer();
    files.forEach(file => list.items.add(file));
    input.files = list.files;
    chosen.set(keyOf(input), files);
    draw(input, files);
  }

  function draw(input, files) {
    const box = input.closest("[data-pics]");
    const says = box.querySelector("[data-says]");
    box.querySelector("[data-chosen]").replaceChildren(...files.map((file, at) => {
      const item = document.createElement("li");
      const picture = document.createElement("canvas");
      picture.setAttribute("aria-hidden", "true");
      preview(picture, file);
      const size = document.createElement("small");
      size.textContent = file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
      const out = document.createElement("button");
      out.type = "button";
      out.textContent = "×";
      out.setAttribute("aria-label", `${says.dataset.out} ${at + 1}`);
      out.addEventListener("click", () => {
        give(input, files.filter(other => other !== file));
        box.querySelector("[data-pick]").focus();
      });
      item.append(picture, size, out);
      return item;
    }));
    const full = files.length >= Number(input.dataset.most);
    box.querySelectorAll("[data-pick], [data-shoot]").forEach(button => { button.disabled = full; });
  }

  async function add(input, found) {
    const box = input.closest("[data-pics]");
    const says = box.querySelector("[data-says]");
    const before = chosen.get(keyOf(input)) || [];
    says.textContent = "";
    const fit = found.filter(file => TYPES.test(file.type) || !file.type);
    if (fit.length < found.length) says.textContent = says.dataset.none;
    box.setAttribute("aria-busy", "true");
    const made = [];
    for (const file of fit) made.push(await smaller(file, Number(input.dataset.side)));
    box.removeAttribute("aria-busy");
    const light = made.filter(file => file.size <= Number(input.dataset.bytes));
    if (light.length < made.length) says.textContent = says.dataset.heavy;
    const all = [...before, ...light];
    if (all.length > Number(input.dataset.most)) says.textContent = says.dataset.full;
    give(input, all.slice(0, Number(input.dataset.most)));
  }

  /* One button for the gallery and, on a phone, one for the camera; the input itself steps back. */
  function arm(input) {
    if (input.dataset.armed) return;
    input.dataset.armed = "1";
    const box = input.closest("[data-pics]");
    const [pick, shoot] = [box.querySelector("[data-pick]"), box.querySelector("[data-shoot]")];
    pick.hidden = false;
    if (shoot) shoot.hidden = !matchMedia("(pointer: coarse)").matches;
    input.classList.add("sr");
    input.tabIndex = -1;
    pick.addEventListener("click", () => input.click());
    if (shoot) shoot.addEventListener("click", () => {
      const camera = document.createElement("input");
      camera.type = "file";
      camera.accept = "image/*";
      camera.capture = "environment";
      camera.addEventListener("change", () => add(input, [...camera.files]));
      camera.click();
    });
    input.addEventListener("change", () => add(input, [...input.files]));
    const kept = chosen.get(keyOf(input));
    if (kept && kept.length) give(input, kept);
  }

  const armAll = () => document.querySelectorAll("input[data-pictures]").forEach(arm);
  document.addEventListener("DOMContentLoaded", armAll);
  document.addEventListener("pictures:arm", armAll);
  /* A form that was kept elsewhere begins anew. */
  document.addEventListener("reset", event => event.target.querySelectorAll("input[data-pictures]").forEach(input => give(input, [])));
  document.addEventListener("htmx:after:swap", () => {
    armAll();
    // what was sent is not offered to the next form of the same name
    if (!document.querySelector("input[data-pictures]")) chosen.clear();
  });
})();
