// Choosing a customer in a form: arrows move, Enter or a click chooses, Escape closes. Without it the lines are links.
(() => {
  function attach(picker) {
    if (picker.dataset.ready) return;
    picker.dataset.ready = "1";
    const box = picker.querySelector("[role=combobox]");
    const list = picker.querySelector("[role=listbox]");
    const chosen = picker.querySelector("input[type=hidden]");
    let marked = -1;

    const hits = () => [...list.querySelectorAll("[role=option]")];

    function show(open) {
      list.hidden = !open;
      box.setAttribute("aria-expanded", String(open));
      if (!open) mark(-1);
    }

    function mark(index) {
      const all = hits();
      marked = index >= all.length ? 0 : index;
      all.forEach((hit, place) => hit.setAttribute("aria-selected", String(place === marked)));
      if (marked < 0) { box.removeAttribute("aria-activedescendant"); return; }
      box.setAttribute("aria-activedescendant", all[marked].id);
      all[marked].scrollIntoView({ block: "nearest" });
    }

    function choose(hit) {
      if (!hit.dataset.customer) { window.location.assign(hit.href); return; }
      chosen.value = hit.dataset.customer;
      box.value = hit.dataset.name;
      show(false);
      if (picker.dataset.cardTarget) window.htmx.ajax("GET", hit.dataset.card, { target: picker.dataset.cardTarget, swap: "innerHTML" });
      chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }

    box.addEventListener("input", () => { chosen.value = ""; });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { show(false); return; }
      if (event.key === "Enter" && !event.ctrlKey) {
        const hit = list.hidden ? null : hits()[marked];
        if (hit || !chosen.value) event.preventDefault();
        if (hit) choose(hit);
        return;
      }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(marked + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(marked <= 0 ? hits().length - 1 : marked - 1); }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const hit = event.target.closest("[role=option]");
      if (hit && !event.ctrlKey && !event.metaKey) { event.preventDefault(); choose(hit); }
    });
    box.addEventListener("blur", () => show(false));
    box.addEventListener("htmx:configRequest", (event) => { if (box.value.trim().length < 2) { event.preventDefault(); show(false); } });
    list.addEventListener("htmx:afterSwap", () => { show(list.childElementCount > 0 && document.activeElement === box); mark(!list.hidden && hits()[0].dataset.customer ? 0 : -1); });
  }

  const attachAll = () => document.querySelectorAll("[data-picker]").forEach(attach);
  attachAll();
  document.body.addEventListener("htmx:load", attachAll);
})();
