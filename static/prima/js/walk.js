// The list one came from stays known while one works on its complaints: pages that lead back to a complaint have no
// list in their address, so each tab of the browser remembers it by itself.
(() => {
  const line = document.querySelector("[data-walk-url]");
  if (!line) return;
  const here = window.location.pathname;
  const asked = new URLSearchParams(window.location.search);
  const key = `prima-walk:${here}`;
  try {
    if (asked.has("list")) {
      window.sessionStorage.setItem(key, new URLSearchParams({ list: asked.get("list"), at: asked.get("at") || "" }).toString());
      return;
    }
    const kept = window.sessionStorage.getItem(key);
    if (kept) window.htmx.ajax("GET", `${line.dataset.walkUrl}?${kept}`, { target: "#walk", swap: "outerHTML" });
  } catch { /* Storage is switched off: the way on is then only in the list. */ }
})();
