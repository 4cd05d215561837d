// Small menus made of <details data-menu>: one open at a time, closed by Escape or a press elsewhere.
document.documentElement.classList.add("js");

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || !menu.matches("[data-menu]") || !menu.open) return;
  open().forEach((other) => { if (other !== menu) other.open = false; });
}, true);

document.addEventListener("pointerdown", (event) => {
  open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  open().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
});
