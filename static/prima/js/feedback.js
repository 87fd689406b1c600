// What the page says back: toasts, alerts, busy marks, and where the focus goes after a part was replaced.
(() => {
  const TOAST_MS = 12000;
  const region = document.getElementById("toasts");
  const alerts = document.getElementById("page-alerts");

  function toast(text) {
    const note = document.createElement("div");
    note.className = "toast-note";
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.textContent = region.dataset.close;
    close.addEventListener("click", () => note.remove());
    note.append(words, close);
    region.append(note);
    let timer = setTimeout(() => note.remove(), TOAST_MS);
    const hold = () => clearTimeout(timer);
    const release = () => { hold(); timer = setTimeout(() => note.remove(), TOAST_MS); };
    note.addEventListener("mouseenter", hold);
    note.addEventListener("focusin", hold);
    note.addEventListener("mouseleave", release);
    note.addEventListener("focusout", release);
  }

  function alertInPage(text) {
    const box = document.createElement("div");
    box.className = "alert alert-danger";
    box.setAttribute("role", "alert");
    box.textContent = text;
    alerts.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  }

  // Screen readers announce what is put into a live region, not what was in it at load.
  function announceWaiting() {
    const waiting = [...region.querySelectorAll(":scope > .toast-note:not(:has(button))")].map((note) => { note.remove(); return note.textContent.trim(); });
    if (waiting.length) setTimeout(() => waiting.forEach(toast), 200);
  }

  function focusOn(element) {
    if (!element) return;
    if (!element.matches("a[href], button, input, select, textarea, [tabindex]")) element.setAttribute("tabindex", "-1");
    element.focus();
  }

  function showErrors(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (!summary) return false;
    const prefix = summary.dataset.titlePrefix;
    if (prefix && !document.title.startsWith(prefix)) document.title = prefix + document.title;
    focusOn(summary);
    return true;
  }

  // On a phone the tab one stands on may be beyond the edge.
  function showTab(root) {
    for (const tab of root.querySelectorAll(".tabs [aria-current]")) {
      const strip = tab.closest("ul");
      strip.scrollLeft += tab.getBoundingClientRect().right - strip.getBoundingClientRect().right + 24;
    }
  }

  announceWaiting();
  showErrors(document);
  showTab(document);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    const place = document.getElementById(link.hash.slice(1));
    const control = place?.querySelector("input:not([type=hidden]), select, textarea, button");
    if (control) { event.preventDefault(); control.focus(); control.scrollIntoView({ block: "center" }); }
  });

  const body = document.body;
  body.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
  body.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  body.addEventListener("htmx:afterSettle", (event) => {
    announceWaiting();
    const root = event.detail.elt;
    showTab(document);
    if (root.closest?.("[role=listbox]")) return;
    if (showErrors(root)) return;
    const wanted = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
    if (wanted) focusOn(wanted);
    else if (document.activeElement === body && event.detail.requestConfig?.verb !== "get") focusOn(root.querySelector?.("h1, h2, h3") || root);
  });
  body.addEventListener("htmx:sendError", () => alertInPage(alerts.dataset.offline));
  body.addEventListener("htmx:responseError", (event) => alertInPage(event.detail.xhr.status === 403 ? alerts.dataset.forbidden : alerts.dataset.failed));
  body.addEventListener("prima:toast", (event) => toast(event.detail.text ?? event.detail.value));

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  window.addEventListener("beforeprint", () => document.querySelectorAll("main details:not([open], .menu-details, .tag-add, .more-filters)").forEach((part) => { part.open = true; part.dataset.printed = "1"; }));
  window.addEventListener("afterprint", () => document.querySelectorAll("main details[data-printed]").forEach((part) => { part.open = false; delete part.dataset.printed; }));
})();
