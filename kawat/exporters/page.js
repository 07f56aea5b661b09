
"use strict";
(() => {
  const named = (name) => document.querySelectorAll(`[data-d~="${name}"]`);
  const names = (element) => element.dataset.d.split(" ");
  let lit = [], pinned = null;

  function light(chosen) {
    for (const name of lit) named(name).forEach((e) => e.classList.remove("lit"));
    lit = chosen;
    for (const name of lit) named(name).forEach((e) => e.classList.add("lit"));
  }
  const holder = (event) => event.target instanceof Element && event.target.closest("[data-d]");
  const rest = () => light(pinned ? [pinned] : []);

  function over(event) {
    const element = holder(event);
    if (element) light(pinned ? [pinned, names(element)[0]] : [names(element)[0]]);
    else rest();
  }
  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("mouseleave", rest);

  // a click on words under several marks goes through their data, the innermost first
  function next(all) {
    return all[(all.indexOf(pinned) + 1) % all.length];
  }
  function show(element) {
    const wide = matchMedia("(min-width: 60.01rem)").matches;
    element.scrollIntoView({ block: wide ? "center" : "start", behavior: "smooth" });
  }
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element && event.target.closest("a.m");
    if (mark) {
      event.preventDefault();
      pinned = next(names(mark));
      const card = document.getElementById(pinned);
      if (card) show(card);
      return rest();
    }
    const card = holder(event);
    if (!card || event.target.closest("a, summary") && !event.target.closest(".words")) return;
    pinned = names(card)[0];
    rest();
    const words = document.getElementById(`${pinned}-w`);
    if (words) {
      event.preventDefault();
      show(words);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      pinned = null;
      rest();
    }
  });
})();
