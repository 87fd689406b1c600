// Keying in answers with the digits alone: a digit answers the question that is focused, else the first open one.
(() => {
  const TEN_MS = 800;
  const form = document.querySelector("[data-key-in]");
  if (!form || document.body.dataset.shortcuts === "off") return;
  const scales = [...form.querySelectorAll("[data-scale]")];
  let last = { at: 0, scale: null };

  const answered = (scale) => Boolean(scale.querySelector(":checked"));
  const current = () => scales.find((scale) => scale.contains(document.activeElement)) || scales.find((scale) => !answered(scale));
  // Choices are stored from 0 and shown from 1.
  const option = (scale, digit) => scale?.querySelector(`input[value="${scale.dataset.scale === "choice" ? digit - 1 : digit}"]`);

  function choose(scale, input) {
    input.checked = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    last = { at: Date.now(), scale, one: scale.dataset.scale === "nps" && input.value === "1" };
    const next = scales.find((other) => !answered(other));
    (next || form.querySelector("textarea") || input).focus({ preventScroll: false });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    const isTen = event.key === "0" && last.one && Date.now() - last.at < TEN_MS;
    if (!isTen && event.target.matches("textarea, input:not([type=radio]), select")) return;
    const scale = isTen ? last.scale : current();
    const input = isTen ? option(scale, 10) : option(scale, event.key);
    if (!input) return;
    event.preventDefault();
    choose(scale, input);
  });
})();
