// A key has chosen in one group of an answer: the next group, and after the last the field below, is next.
document.addEventListener("click", (event) => {
  const group = event.target.matches?.("#finding input") && event.target.closest("fieldset");
  // Arrow keys and the mouse also click: they stay where they are.
  if (!group || event.isTrusted) return;
  const next = group.nextElementSibling || document.getElementById("div_id_kind");
  (next?.querySelector("input:checked") || next?.querySelector("input, select"))?.focus();
});
