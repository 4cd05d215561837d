// The grid of checks by keyboard: Enter and the arrows go down and up a column, Tab goes along a line.
const grid = document.querySelector("[data-grid]");

if (grid) {
  const columnOf = (field) => [...grid.querySelectorAll(`input[name^="${field.name.split("-")[0]}-"]`)];
  grid.addEventListener("keydown", (event) => {
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("input")) return;
    const column = columnOf(event.target);
    const next = column[column.indexOf(event.target) + step];
    event.preventDefault();
    if (next) {
      next.focus();
      next.select();
    }
  });
}

// Another test brings its own points and forms: the page is asked for again, as long as nothing was typed.
const test = document.querySelector("select[name=scale]");

if (grid && test) {
  test.addEventListener("change", () => {
    if ([...grid.querySelectorAll("input")].some((field) => field.value)) return;
    window.location.search = new URLSearchParams({ scale: test.value });
  });
}
