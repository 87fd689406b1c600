// Sending once, saving drafts, and not losing what was typed.
(() => {
  const DRAFT_MS = 2000;

  // A second click while the first is on its way does nothing; coming back by the Back button frees the form again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || event.submitter?.formMethod === "dialog" || !form.matches("form[method=post], form[hx-post]")) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
    const buttons = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")];
    setTimeout(() => buttons.forEach((button) => button.setAttribute("disabled", "")), 0);
  });

  function release(form) {
    if (!form?.dataset.sending) return;
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
    form.querySelectorAll("button[disabled], input[type=submit][disabled]").forEach((button) => button.removeAttribute("disabled"));
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release); });
  document.body.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt.closest?.("form")));

  // Drafts: data-draft-url on the form, data-draft-status inside it. The answer's text is shown as it is.
  // The form carries the key and the revision of its draft; the answer's headers say what they are from now on.
  const timers = new WeakMap();
  const underWay = new WeakMap();
  const dirty = new Set();

  function post(form) {
    underWay.get(form)?.abort();
    const stop = new AbortController();
    underWay.set(form, stop);
    const body = new FormData(form);
    // Chosen files go with the form itself, not with each saving of its words.
    [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    return fetch(form.dataset.draftUrl, { method: "POST", body, redirect: "manual", signal: stop.signal });
  }

  // Who has signed in again in another tab has a new token; this page takes it over and loses nothing.
  async function renewToken() {
    const page = await fetch(window.location.href, { redirect: "manual" });
    if (!page.ok) return false;
    const read = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = read.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    return true;
  }

  async function saveDraft(form) {
    const status = form.querySelector("[data-draft-status]");
    const say = (text) => { if (status) status.textContent = text; };
    try {
      let answer = await post(form);
      if (answer.status === 403 && await renewToken()) answer = await post(form);
      if (answer.type === "opaqueredirect" || answer.status === 403) { say(status?.dataset.signedOut || ""); return; }
      if (!answer.ok) return;
      for (const [header, name] of [["X-Draft-Key", "draft_key"], ["X-Draft-Revision", "draft_revision"]]) {
        const value = answer.headers.get(header);
        if (value && form.elements[name]) form.elements[name].value = value;
      }
      dirty.delete(form);
      say((await answer.text()).slice(0, 200));
      form.dispatchEvent(new CustomEvent("prima:draft-saved", { bubbles: true }));
    } catch { /* Offline: the next key tries again, and leaving the page warns. */ }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-draft-url], [data-warn-unsaved]")) return;
    dirty.add(form);
    if (!form.dataset.draftUrl) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => saveDraft(form), DRAFT_MS));
  });
  document.addEventListener("submit", (event) => { clearTimeout(timers.get(event.target)); underWay.get(event.target)?.abort(); dirty.delete(event.target); });
  window.addEventListener("beforeunload", (event) => { if ([...dirty].some((form) => form.isConnected)) event.preventDefault(); });

  // Blocks that are not urgent are folded on a phone, filters on a phone only.
  if (!window.matchMedia("(min-width: 768px)").matches) {
    const wanted = document.getElementById(window.location.hash.slice(1));
    document.querySelectorAll("details[data-fold]").forEach((fold) => { fold.open = Boolean(wanted?.contains(fold)); });
  }
  if (window.matchMedia("(min-width: 768px)").matches) document.querySelectorAll("details.filter-fold").forEach((fold) => { fold.open = true; });

  // Menus that open from a line close when one turns elsewhere.
  const closeMenus = (except) => document.querySelectorAll("details.menu-details[open]").forEach((menu) => { if (!menu.contains(except)) menu.open = false; });
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu-details[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  // A small form that was opened in its place: its first field has the focus, Cancel brings back what it replaced.
  const replaced = new WeakMap();
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const link = event.detail.requestConfig?.elt?.closest?.(".open-form");
    if (link && event.detail.shouldSwap) replaced.set(event.detail.target.parentElement, link);
  });
  document.body.addEventListener("htmx:load", (event) => {
    const form = event.detail.elt;
    if (form.matches?.("[data-focus-first]")) form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-take-away]")?.closest("form");
    if (!form) return;
    const link = replaced.get(form.parentElement);
    dirty.delete(form);
    if (!link) { form.remove(); return; }
    form.replaceWith(link);
    window.htmx.process(link);
    link.querySelector("a").focus();
  });

  // What is typed beside a mark is meant to be taken.
  document.addEventListener("input", (event) => {
    const mark = event.target.type !== "checkbox" && event.target.closest(".change-row")?.querySelector("input[type=checkbox]");
    if (mark) mark.checked = true;
  });

  // Filter selects with data-auto-submit send their form at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-auto-submit]")) event.target.form.requestSubmit();
  });
})();
