// Says every fifteen seconds that this page is open, and shows who else is here. A page in the background is silent.
(() => {
  const EVERY_MS = 15000;
  const box = document.getElementById("presence");
  if (!box) return;
  const seen = document.querySelector("input[name=seen]")?.value || "";
  let typedAt = 0;
  let shown = "";

  document.addEventListener("input", (event) => { if (event.target.closest("main form[data-draft-url]")) typedAt = Date.now(); });

  const data = () => new URLSearchParams({ seen, typing: Date.now() - typedAt < 2 * EVERY_MS ? "1" : "0" });
  const headers = () => JSON.parse(document.body.getAttribute("hx-headers"));

  async function call() {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(box.dataset.presenceUrl, { method: "POST", headers: headers(), body: data(), redirect: "manual" });
      const text = answer.ok ? (await answer.text()).trim() : "";
      // Only what is new is put in, so that screen readers say it once.
      if (text !== shown) { box.innerHTML = text; shown = text; }
    } catch { /* Offline: the next call tries again. */ }
  }

  call();
  setInterval(call, EVERY_MS);
  document.addEventListener("visibilitychange", call);
})();
