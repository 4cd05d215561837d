// Forms: focus goes to the list of errors, a pressed button shows that it works, entries are not lost by accident.
document.querySelector("[data-focus]")?.focus();

const changed = new Set();

const rest = (button) => {
  button?.removeAttribute("aria-busy");
  button?.removeAttribute("data-busy");
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (button?.getAttribute("aria-disabled") === "true" || form.dataset.sent) {
    event.preventDefault();
    return;
  }
  changed.delete(form);
  if (form.method !== "post") return;
  // The second press of an impatient finger must not send twice.
  form.dataset.sent = "yes";
  button?.setAttribute("aria-busy", "true");
  button?.setAttribute("data-busy", "");
  window.setTimeout(() => {
    delete form.dataset.sent;
    rest(button);
  }, 8000);
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  document.querySelectorAll("[data-busy]").forEach(rest);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-keep")) changed.add(form);
});

window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-send]")) event.target.form?.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
  if (event.target.closest?.("[aria-disabled='true']")) event.preventDefault();
});
