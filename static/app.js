// Keeps focus and the screen reader with the person after a swap. Everything works without this file.
(() => {
  "use strict";
  let path = location.pathname;

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "main" && event.target?.id !== "main") return;
    const main = document.getElementById("main");
    const first = main.querySelector("[data-focus]");
    const moved = location.pathname !== path;
    path = location.pathname;
    if (first || moved) (first || main).scrollIntoView({ block: "start" });
    (first || main).focus({ preventScroll: true });
  });

  // A dead network swaps nothing: what was typed stays, and the person is told.
  const say = (event) => {
    if (event.target.matches?.("[data-kept]")) return; // meetings.js says what becomes of it
    const message = document.createElement("p");
    message.className = "flash flash-warning";
    message.dataset.flash = "warning";
    message.textContent = document.body.dataset.offline;
    document.getElementById("flash").replaceChildren(message);
    message.scrollIntoView({ block: "center" });
  };
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:timeout", say);

  // A menu closes by Escape and by a click elsewhere.
  const close = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
