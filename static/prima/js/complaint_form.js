// Logging a complaint without the mouse: Enter takes the first caller, 1 to 6 the cause, and the summary is next.
(() => {
  const box = document.getElementById("caller-q");
  const callers = document.getElementById("callers");
  const summary = document.getElementById("id_summary");
  const newCaller = document.getElementById("new-caller");
  if (!box || !callers || !summary) return;
  const causes = [...document.querySelectorAll(".cause-keys input")];
  let takeNext = false;

  const hits = () => [...callers.querySelectorAll("input[name=customer]")];

  function next() {
    const open = causes.some((cause) => cause.checked) ? summary : causes[0];
    open.focus();
  }

  function take(hit) {
    hit.checked = true;
    hit.dispatchEvent(new Event("change", { bubbles: true }));
    next();
  }

  function takeFirst() {
    const [first] = hits();
    if (first) take(first);
    else addCaller();
  }

  // Nobody found: what was typed is the beginning of the new record.
  function takeTyped() {
    const typed = box.value.trim();
    const name = document.getElementById("id_new_name");
    const phone = document.getElementById("id_new_phone");
    if (!typed || name.value || phone.value || hits().some((hit) => hit.checked)) return;
    (/^[\d\s+().-]+$/.test(typed) ? phone : name).value = typed;
  }

  function addCaller() {
    takeTyped();
    newCaller.open = true;
    document.getElementById("id_new_name").focus();
  }

  newCaller.addEventListener("toggle", () => { if (newCaller.open) takeTyped(); });

  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && hits().length) { event.preventDefault(); hits()[0].focus(); }
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    if (box.dataset.shown === box.value) takeFirst();
    else takeNext = true;
  });
  callers.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("input[name=customer]")) return;
    event.preventDefault();
    take(event.target);
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt === box) box.dataset.asked = box.value;
  });
  callers.addEventListener("htmx:afterSettle", () => {
    box.dataset.shown = box.dataset.asked;
    if (takeNext && box.dataset.shown === box.value) { takeNext = false; takeFirst(); }
  });
  if (hits().some((hit) => hit.checked)) next();
  causes.forEach((cause) => cause.addEventListener("click", (event) => {
    // Arrow keys also click: they walk the list, only a key or the mouse has chosen.
    if (event.detail || !event.isTrusted) summary.focus();
  }));
})();
