// Marking rows of a list: one by one, a range with Shift, the page, or all that match. Without it the boxes are a plain form.
(() => {
  const form = () => document.querySelector("form[data-selection]");
  let last = null;

  const boxes = (root) => [...root.querySelectorAll("tbody input[name=id]")];

  function refresh() {
    const root = form();
    if (!root) return;
    const all = boxes(root);
    const marked = all.filter((box) => box.checked);
    const page = root.querySelector("[data-mark-page]");
    const everything = root.querySelector("[data-mark-all]");
    if (page) { page.checked = all.length > 0 && marked.length === all.length; page.indeterminate = marked.length > 0 && marked.length < all.length; }
    all.forEach((box) => box.closest("tr").classList.toggle("is-marked", box.checked));
    root.querySelector("[data-bulk-bar]").hidden = marked.length === 0;
    root.querySelector("[data-marked]").textContent = marked.length;
    if (everything) {
      everything.closest("label").hidden = marked.length < all.length;
      if (marked.length < all.length) everything.checked = false;
    }
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest("form[data-selection] tbody input[name=id]");
    if (!box) return;
    const all = boxes(box.form);
    const from = all.indexOf(last);
    if (event.shiftKey && from >= 0) {
      const to = all.indexOf(box);
      all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-mark-page]")) boxes(event.target.form).forEach((box) => { box.checked = event.target.checked; });
    if (event.target.closest("form[data-selection]")) refresh();
  });

  // An action chosen from the list goes at once.
  document.body.addEventListener("htmx:load", refresh);
  window.addEventListener("pageshow", refresh);
  refresh();
})();
