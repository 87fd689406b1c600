// Templates beside the reply: type to narrow, arrows move, Enter inserts at the cursor, Escape closes.
(() => {
  const list = document.getElementById("template-list");
  const body = document.getElementById("id_body");
  const opener = document.querySelector("[data-template-opener]");
  if (!list || !body || !opener) return;

  const lines = () => [...list.querySelectorAll("[data-template-line]")];
  const links = () => lines().filter((line) => !line.hidden).map((line) => line.querySelector("a"));

  function close() {
    list.replaceChildren();
    body.focus();
  }

  function insert(link) {
    const before = body.value.slice(0, body.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    body.setRangeText(gap + link.dataset.insert, body.selectionStart, body.selectionEnd, "end");
    body.form.elements.template.value = link.dataset.template;
    body.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-insert]");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); insert(link); }
    if (event.target.closest("[data-template-close]")) close();
  });
  list.addEventListener("input", (event) => {
    // The filter is no part of the reply.
    event.stopPropagation();
    const words = event.target.value.toLowerCase().split(/\s+/);
    lines().forEach((line) => { line.hidden = !words.every((word) => line.textContent.toLowerCase().includes(word)); });
  });
  list.addEventListener("keydown", (event) => {
    const all = links();
    const here = all.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); all[Math.min(here + 1, all.length - 1)]?.focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); (here > 0 ? all[here - 1] : list.querySelector("[data-template-filter]")).focus(); }
    else if (event.key === "Enter" && event.target.matches("[data-template-filter]") && !event.ctrlKey) { event.preventDefault(); all[0]?.click(); }
  });
})();
