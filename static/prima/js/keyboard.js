// Single keys, never with Alt or Ctrl and never while typing. data-shortcuts="off" on body silences them.
(() => {
  const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=button]), textarea, select, [contenteditable]";
  let goUntil = 0;

  const visible = (element) => element.getClientRects().length > 0;
  const first = (selector) => [...document.querySelectorAll(selector)].find(visible);

  function activate(element) {
    if (!element) return false;
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) element.focus();
    else element.click();
    return true;
  }

  function moveRow(step) {
    const rows = [...document.querySelectorAll("main a.row-link")].filter(visible);
    if (!rows.length) return false;
    const here = rows.findIndex((row) => row === document.activeElement || row.closest("tr, li")?.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[next].focus();
    return true;
  }

  // In a list the key means the row one stands on.
  function keyed(selector) {
    return document.activeElement?.closest("main tr, main [data-row]")?.querySelector(selector) || document.querySelector(selector);
  }

  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return false;
    dialog.showModal();
    dialog.dispatchEvent(new Event("prima:open"));
    return true;
  }

  function press(key) {
    if (Date.now() < goUntil) {
      goUntil = 0;
      return activate(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
    }
    switch (key) {
      case "g": goUntil = Date.now() + 1500; return true;
      case "/": { const box = document.getElementById("search-q"); box?.focus(); box?.select(); return Boolean(box); }
      case "?": return openDialog("shortcuts");
      case "j": return moveRow(1);
      case "k": return moveRow(-1);
      case "[": return activate(first("main a[rel=prev]"));
      case "]": return activate(first("main a[rel=next]"));
      default: return activate(keyed(`[data-key="${CSS.escape(key)}"]`));
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const typing = event.target.closest?.(TYPING);
    if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.closest?.("form") || document.querySelector("main form[data-submit-once]");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    // The one key with Ctrl, as everywhere: also while typing, and silenced together with the single keys.
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      if (document.body.dataset.shortcuts === "off" || !document.getElementById("palette")) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) openDialog("palette");
      return;
    }
    if (event.key === "Escape" && typing && !document.querySelector("dialog[open]")) { event.target.blur(); return; }
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
    if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
    if (press(event.key)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); openDialog(opener.dataset.dialog); }
  });
})();
