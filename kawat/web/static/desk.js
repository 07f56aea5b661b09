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
