// Toasts go after eight seconds, later while somebody looks at them or holds the focus inside.
document.documentElement.classList.add("js");

const STAY = 8000;

const watch = (toast) => {
  let timer = 0;
  const leave = () => {
    toast.setAttribute("data-leaving", "");
    window.setTimeout(() => toast.remove(), 250);
  };
  const start = () => { window.clearTimeout(timer); timer = window.setTimeout(leave, STAY); };
  const hold = () => window.clearTimeout(timer);
  for (const kind of ["pointerenter", "focusin"]) toast.addEventListener(kind, hold);
  for (const kind of ["pointerleave", "focusout"]) toast.addEventListener(kind, start);
  start();
};

document.querySelectorAll("[data-toast]").forEach(watch);

/** Shows a text that needs no undo. Other modules import this. */
export const say = (text) => {
  const place = document.querySelector(".toasts");
  if (!place) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("span");
  words.className = "toast__text";
  words.textContent = text;
  toast.append(words);
  place.append(toast);
  watch(toast);
};
