// Marking rows of a list: one by one, a range with Shift, the page, or all that match. Without it the boxes are a plain form.
// The boxes stand inside the form around the table, or belong to one beside it by their attribute `form`.
(() => {
  const form = () => document.querySelector("form[data-selection]");
  let last = null;

  const isRow = (control) => control.name === "id" && Boolean(control.closest("tbody"));
  const boxes = (root) => [...root.elements].filter(isRow);
  const find = (root, selector) => [...root.elements].find((control) => control.matches(selector));

  function refresh() {
    const root = form();
    if (!root) return;
    const all = boxes(root);
    const marked = all.filter((box) => box.checked);
    const page = find(root, "[data-mark-page]");
    const everything = find(root, "[data-mark-all]");
    const bar = root.querySelector("[data-bulk-bar]");
    if (page) { page.checked = all.length > 0 && marked.length === all.length; page.indeterminate = marked.length > 0 && marked.length < all.length; }
    all.forEach((box) => box.closest("tr").classList.toggle("is-marked", box.checked));
    if (!bar) return;
    bar.hidden = marked.length === 0;
    root.querySelector("[data-marked]").textContent = marked.length;
    if (everything) {
      everything.closest("label").hidden = marked.length < all.length;
      if (marked.length < all.length) everything.checked = false;
    }
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.form?.matches("[data-selection]") || !isRow(box)) return;
    const all = boxes(box.form);
    const from = all.indexOf(last);
    if (event.shiftKey && from >= 0) {
      const to = all.indexOf(box);
      all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
  });

  document.addEventListener("change", (event) => {
    if (!event.target.form?.matches("[data-selection]")) return;
    if (event.target.matches("[data-mark-page]")) boxes(event.target.form).forEach((box) => { box.checked = event.target.checked; });
    refresh();
  });

  // An action chosen from the list goes at once.
  document.body.addEventListener("htmx:load", refresh);
  window.addEventListener("pageshow", refresh);
  refresh();
})();
