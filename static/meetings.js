// Keeps the counts of a meeting on this phone until they have arrived: counts, the form's key and when; never words.
// Everything works without this file.
(() => {
  "use strict";
  const PREFIX = "meeting/"; // then whose it is, the group and the day
  const COUNTS = ["came", "first_visits", "different_visitors"];
  const DAY = 24 * 60 * 60 * 1000;
  const KEPT = 14 * DAY;
  const AGAIN = 15 * 1000;
  // What the server could not judge: the network failed, the session was over, or it asks for patience.
  const UNJUDGED = (status) => status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
  let timer = null;

  // A browser may keep nothing at all; then the form is a form like any other.
  const tried = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const all = () =>
    tried(() =>
      Object.keys(localStorage)
        .filter((place) => place.startsWith(PREFIX))
        .map((place) => {
          const [, whose, group, day] = place.split("/");
          return { ...JSON.parse(localStorage.getItem(place)), place, group: `${whose}/${group}`, day };
        }),
    ) || [];
  const forget = (which) => tried(() => all().filter(which).forEach((one) => localStorage.removeItem(one.place)));
  const formHere = () => document.querySelector("form[data-kept]");

  const keep = (form, sent) => {
    const key = form.elements.idempotency_key.value;
    const told = { key, sent, at: Date.now() };
    for (const name of COUNTS) if (/^\d{1,3}$/.test(form.elements[name]?.value)) told[name] = form.elements[name].value;
    forget((one) => one.key === key);
    const place = PREFIX + form.dataset.kept + "/" + form.elements.held_on.value;
    tried(() => localStorage.setItem(place, JSON.stringify(told)));
  };

  const waits = (form, waiting) => {
    form.querySelector("[data-kept-waiting]").hidden = !waiting;
    clearInterval(timer);
    timer = waiting ? setInterval(() => again(form), AGAIN) : null;
  };
  const again = (form) => {
    if (!form.isConnected) clearInterval(timer);
    else if (navigator.onLine && !form.matches(".htmx-request")) form.requestSubmit();
  };

  // What did not arrive before this page was opened is filled in again; its key says that it is the same report.
  const restore = (form) => {
    if (form.dataset.keptRestored || document.querySelector("#main .error-summary")) return;
    form.dataset.keptRestored = "";
    const day = form.elements.held_on;
    const mine = all().filter((one) => one.group === form.dataset.kept);
    const found = mine.find((one) => one.day === day.value) || mine.find((one) => one.sent);
    if (!found) return;
    for (const name of COUNTS) if (found[name] && form.elements[name]) form.elements[name].value = found[name];
    form.elements.idempotency_key.value = found.key;
    if (found.day !== day.value) {
      day.value = found.day;
      form.querySelector("[data-kept-day]").open = true;
    }
    form.querySelector("[data-kept-again]").hidden = !found.sent;
  };

  const look = () => {
    // Where one signs in nobody is: whoever was here before has signed out, or their session has ended.
    const over = document.querySelector("[data-kept-over]");
    forget((one) => over || !(Date.now() - one.at < KEPT));
    const form = formHere();
    if (form) restore(form);
    const sent = new Set(all().filter((one) => one.sent).map((one) => one.group));
    for (const told of document.querySelectorAll("[data-kept-group]")) told.hidden = !sent.has(told.dataset.keptGroup);
  };

  document.addEventListener("input", ({ target }) => {
    if (!target.form?.matches("form[data-kept]")) return;
    keep(target.form, false);
    waits(target.form, false);
  });
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("form[data-kept]")) keep(target, true);
    else if (target.matches("form[action$='/sign-out']")) forget(() => true);
  }, true);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.requestConfig.elt; // by then it may have left the page
    if (!form.matches("form[data-kept]")) return;
    if (!UNJUDGED(detail.xhr.status)) forget((one) => one.key === form.elements.idempotency_key.value);
    waits(form, detail.xhr.status === 0);
  });
  window.addEventListener("online", () => timer && again(formHere()));
  document.addEventListener("htmx:afterSettle", look);
  look();
})();
