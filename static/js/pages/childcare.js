// The pad at the door: digits by touch instead of a keyboard. Without this script the field and its button do the same.
const pad = document.querySelector("[data-pad]");
const field = pad?.querySelector("[data-code]");
if (field) {
  const keys = pad.querySelector("[data-keys]");
  const dots = pad.querySelector("[data-dots]");
  const show = () => [...dots.children].forEach((dot, place) => dot.classList.toggle("care-pad__dot--on", place < field.value.length));
  keys.hidden = dots.hidden = false;
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key) return;
    field.value = key === "back" ? field.value.slice(0, -1) : (field.value + key).slice(0, field.maxLength);
    show();
  });
  field.addEventListener("input", show);
  show();
}
