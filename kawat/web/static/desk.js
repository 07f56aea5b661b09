"use strict";
// "/" goes to the search field, as people know it
document.addEventListener("keydown", (event) => {
  const field = document.querySelector('input[type="search"]');
  const writes = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (event.key === "/" && field && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
  }
});

// the queue by keyboard: j and k go, a r c decide, u takes the last decision back
const items = [...document.querySelectorAll(".item")];
const acts = { a: ["accept", "confirm"], r: ["reject", "refuse"], u: ["undo"] };
document.addEventListener("keydown", (event) => {
  if (!items.length || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest("input, select, textarea")) return;
  const at = items.findIndex((one) => one.contains(document.activeElement));
  const step = { j: 1, k: -1 }[event.key];
  if (step) items[Math.min(items.length - 1, Math.max(0, at + step))].focus();
  if (event.key === "c" && at >= 0) items[at].querySelector("select")?.focus();
  const within = event.key === "u" ? document : items[at];
  const wanted = (acts[event.key] ?? []).map((one) => `button[value="${one}"]`).join(", ");
  if (wanted && within) within.querySelector(wanted)?.click();
  if (step || event.key === "c") event.preventDefault();
});
if (items.length && document.querySelector('[role="status"]')) items[0].focus();

// a chart as PNG: drawn by the browser, sent nowhere
for (const link of document.querySelectorAll("a[data-png]")) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    const picture = new Image();
    picture.src = link.href;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * picture.naturalWidth, 2 * picture.naturalHeight];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const made = document.createElement("a");
      made.href = URL.createObjectURL(blob);
      made.download = link.download;
      made.click();
      URL.revokeObjectURL(made.href);
    });
  });
}
