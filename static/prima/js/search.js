// The list under the search box: arrows choose, Enter opens, Escape closes. Without it the form is a plain GET.
(() => {
  const box = document.getElementById("search-q");
  const list = document.getElementById("search-hits");
  if (!box || !list) return;
  let chosen = -1;

  const hits = () => [...list.querySelectorAll("[role=option]")];

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  // -1 is the box itself; past either end the choice comes back to it.
  function choose(index) {
    const all = hits();
    chosen = index >= all.length ? -1 : index;
    all.forEach((hit, place) => hit.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { show(false); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? hits().length - 1 : chosen - 1); }
    else if (event.key === "Enter") {
      const target = hits()[chosen] || (hits().length === 1 && hits()[0]);
      if (target) { event.preventDefault(); target.click(); }
    }
  });
  box.addEventListener("focus", () => { if (list.childElementCount && box.value.trim().length > 2) show(true); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search-box")) show(false); });
  list.closest("form").addEventListener("focusout", (event) => { if (event.relatedTarget && !event.relatedTarget.closest(".search-box")) show(false); });

  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt === box && box.value.trim().length < 3) { event.preventDefault(); show(false); }
  });
  list.addEventListener("htmx:afterSwap", () => { show(list.childElementCount > 0); choose(-1); });
})();
