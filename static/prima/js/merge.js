// Which record is kept decides the fields that nobody has chosen yet and for which neither value is the better guess.
(() => {
  const form = document.querySelector("form[data-merge]");
  if (!form) return;
  form.addEventListener("change", (event) => {
    const radio = event.target;
    if (radio.name !== "keep") { release(radio.name); return; }
    form.querySelectorAll("input[data-follows-kept]").forEach((other) => { if (other.value === radio.value) other.checked = true; });
  });

  function release(name) {
    form.querySelectorAll(`input[name="${CSS.escape(name)}"]`).forEach((radio) => radio.removeAttribute("data-follows-kept"));
  }
})();
