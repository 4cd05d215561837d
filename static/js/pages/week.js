// The grid of free hours: draw over cells with mouse or finger, move between them with arrow keys. Without it: check boxes.

for (const grid of document.querySelectorAll("[data-tap-grid]")) {
  const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
  const backwards = () => getComputedStyle(grid).direction === "rtl";
  let painting = null;

  grid.addEventListener("pointerdown", (event) => {
    const box = event.target.closest("td")?.querySelector("input");
    if (box && event.pointerType === "mouse") painting = { to: !box.checked, first: box };
  });
  grid.addEventListener("pointerover", (event) => {
    const box = painting && event.target.closest("td")?.querySelector("input");
    if (!box || box === painting.first) return;
    painting.first.checked = painting.to;
    painting.moved = true;
    box.checked = painting.to;
  });
  grid.addEventListener("click", (event) => {
    // The click that ends a stroke would turn its last cell round again.
    if (painting?.moved) event.preventDefault();
    painting = null;
  }, true);
  addEventListener("pointerup", () => setTimeout(() => { painting = null; }));

  grid.addEventListener("keydown", (event) => {
    const at = rows.findIndex((row) => row.includes(event.target));
    if (at < 0) return;
    const along = rows[at].indexOf(event.target);
    const ahead = backwards() ? -1 : 1;
    const [down, side] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, ahead], ArrowLeft: [0, -ahead] }[event.key] ?? [];
    const next = down === undefined ? null : rows[at + down]?.[along + side];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
