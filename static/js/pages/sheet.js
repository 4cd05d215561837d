// Typing a sheet of paper: Enter and the arrows go from cell to cell like in a table, a cell is chosen whole.
const grid = document.querySelector("[data-sheet-grid]");
const table = grid?.querySelector("tbody");

const cellAt = (row, column) => table.rows[row]?.cells[column]?.querySelector("input");

// The next cell in a direction, over grey ones.
const next = (input, down, across) => {
  const cell = input.closest("td");
  let row = cell.parentElement.rowIndex - 1;
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += across;
    if (row < 0 || column < 1 || row >= table.rows.length || column >= table.rows[row].cells.length) return null;
    const found = cellAt(row, column);
    if (found) return found;
  }
};

const topOf = (column) => {
  for (let row = 0; row < table.rows.length; row += 1) {
    const found = cellAt(row, column);
    if (found) return found;
  }
  return null;
};

if (table) {
  const direction = document.documentElement.dir === "rtl" ? -1 : 1;
  grid.addEventListener("focusin", (event) => { if (event.target.matches(".paper-grid__cell")) event.target.select(); });
  grid.addEventListener("keydown", (event) => {
    const input = event.target;
    if (input.name === "reason" && event.key === "Enter") {
      // Enter goes on here, too: it would send a sheet that nobody has looked at.
      event.preventDefault();
      topOf(1)?.focus();
      return;
    }
    if (!input.matches?.(".paper-grid__cell")) return;
    const atEnd = input.selectionStart === input.selectionEnd && input.selectionEnd === input.value.length;
    const whole = input.selectionEnd - input.selectionStart === input.value.length;
    const steps = {
      Enter: () => next(input, 1, 0) ?? topOf(input.closest("td").cellIndex + 1) ?? grid.querySelector("[type='submit'], button:not([type])"),
      ArrowDown: () => next(input, 1, 0),
      ArrowUp: () => next(input, -1, 0),
      ArrowRight: () => (atEnd || whole ? next(input, 0, direction) : null),
      ArrowLeft: () => (whole ? next(input, 0, -direction) : null),
    };
    const target = steps[event.key]?.();
    if (event.key === "Enter") event.preventDefault();
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
  (document.querySelector("[aria-invalid='true']") ?? grid.querySelector("[name='reason'], .paper-grid__cell"))?.focus();
}
