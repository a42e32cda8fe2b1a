// Leaves the page so that the back button does not bring it back. Without this file the link still leads away.
(() => {
  "use strict";
  const away = () => {
    document.body.hidden = true;
    location.replace(document.querySelector("[data-leave]").href);
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-leave]")) return;
    event.preventDefault();
    away();
  });
  let pressed = 0;
  document.addEventListener("keydown", (event) => {
    pressed = event.key === "Escape" ? pressed + 1 : 0;
    if (pressed === 2) away();
  });
})();
