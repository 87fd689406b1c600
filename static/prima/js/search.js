// The list under the search box and in the palette: arrows choose, Enter opens, Escape closes. Without it the form is a plain GET.
(() => {
  function attach(form) {
    const box = form.querySelector("[role=combobox]");
    const list = form.querySelector("[role=listbox]");
    const status = form.querySelector("[data-search-status]");
    const palette = form.closest("dialog");
    let chosen = null;
    let asked = null;
    let shown = null;
    let openNext = "";

    const text = () => box.value.trim();
    const hits = () => [...list.querySelectorAll(".search-hit")];
    const beside = (option) => [...(option?.closest(".search-row")?.querySelectorAll("[role=option]") || [])];

    function show(open) {
      list.hidden = !open;
      box.setAttribute("aria-expanded", String(open));
      if (!open) choose(null);
    }

    function choose(option) {
      chosen?.setAttribute("aria-selected", "false");
      chosen = option;
      if (!option) { box.removeAttribute("aria-activedescendant"); return; }
      option.setAttribute("aria-selected", "true");
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    // Past either end the choice comes round.
    function move(step) {
      const all = hits();
      const here = all.indexOf(beside(chosen)[0]);
      choose(all[here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length] || null);
    }

    function moveBeside(step) {
      const row = beside(chosen);
      const next = row[row.indexOf(chosen) + step];
      if (next) choose(next);
      return Boolean(next);
    }

    // A quick typist presses Enter before the answer is there: the first line of the answer is meant.
    function take(key) {
      if (text().length > 1 && shown !== text()) { openNext = key; return true; }
      const option = chosen || (text() ? hits()[0] : null);
      const target = key === "beside" ? beside(option)[1] || option : option;
      target?.click();
      return Boolean(target);
    }

    function ask() { box.dispatchEvent(new Event("prima:ask", { bubbles: true })); }

    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      // In a search field Escape would only empty it.
      if (event.key === "Escape") { if (palette) { event.preventDefault(); palette.close(); } else show(false); return; }
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
        if (take(event.shiftKey ? "beside" : "row")) event.preventDefault();
        return;
      }
      if (list.hidden || event.ctrlKey || event.altKey || event.metaKey) return;
      const atEnd = box.selectionStart === box.value.length && box.selectionEnd === box.value.length;
      if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
      else if (event.key === "ArrowRight" && atEnd && moveBeside(1)) event.preventDefault();
      else if (event.key === "ArrowLeft" && chosen?.matches(".search-also") && moveBeside(-1)) event.preventDefault();
    });
    box.addEventListener("focus", () => { if (shown === text() && shown) show(true); else if (!text()) ask(); });
    box.addEventListener("input", () => { openNext = ""; if (!text()) ask(); });
    box.addEventListener("htmx:configRequest", (event) => {
      if (text().length === 1 || (event.detail.triggeringEvent?.type === "input" && !text())) { event.preventDefault(); return; }
      asked = text();
    });
    list.addEventListener("mousedown", (event) => { if (!event.target.closest("a")) event.preventDefault(); });
    list.addEventListener("htmx:afterSwap", () => {
      shown = asked;
      list.querySelectorAll("[role=option]").forEach((option, place) => { option.id = `${list.id}-${place}`; });
      chosen = null;
      show(list.childElementCount > 1 && (palette ? palette.open : document.activeElement === box || Boolean(openNext)));
      if (!list.hidden && (text() || palette)) choose(hits()[0] || null);
      status.textContent = list.querySelector("[data-status]")?.dataset.status || "";
      if (openNext && shown === text()) { const key = openNext; openNext = ""; take(key); }
    });
    if (palette) {
      palette.addEventListener("prima:open", () => { box.value = ""; box.focus(); ask(); });
      palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
    } else {
      document.addEventListener("click", (event) => { if (!form.contains(event.target)) show(false); });
      form.addEventListener("focusout", (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) show(false); });
    }
  }

  // A page of a record tells that it was opened; only then it stands among the recent ones.
  function tellOpened() {
    const main = document.getElementById("main");
    if (!main?.dataset.opened) return;
    const [kind, key] = main.dataset.opened.split(":");
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    fetch(main.dataset.openedUrl, { method: "POST", headers, body: new URLSearchParams({ kind, key }), keepalive: true }).catch(() => {});
  }

  document.querySelectorAll("[data-search]").forEach(attach);
  tellOpened();
})();
