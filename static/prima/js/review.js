// The review queue by keys: after a decision the next pair has the focus, and after the last one the next page comes.
(() => {
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const done = event.detail.elt;
    if (!done.matches?.("[data-pair-done]")) return;
    let next = done.nextElementSibling;
    while (next && !next.matches("[data-row]")) next = next.nextElementSibling;
    if (next) next.querySelector("a.row-link").focus();
    else if (!document.querySelector(".pairs [data-row]")) window.location.reload();
  });
})();
