// Tracing: keeps what finger, pen, mouse or keys draw as points in a square of 100. The server says how good it is.
const trace = document.querySelector("[data-trace]");

if (trace) {
  const pad = trace.querySelector("[data-trace-pad]");
  const ink = trace.querySelector("[data-trace-ink]");
  const pen = trace.querySelector("[data-trace-pen]");
  const again = trace.querySelector("[data-trace-again]");
  const showing = trace.querySelector("[data-trace-showing]");
  const kept = trace.querySelector("[data-trace-strokes]");
  const form = trace.closest("form");
  const NEAR = 0.6;
  const STEP = 2;
  let strokes = [];
  let current = null;
  let pointer = null;
  let at = [50, 50];
  let down = false;

  const inside = (value) => Math.min(Math.max(value, 0), 100);
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return [inside(((event.clientX - box.left) / box.width) * 100), inside(((event.clientY - box.top) / box.height) * 100)];
  };
  const written = (points) => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const keep = () => {
    kept.value = strokes.map(({ points }) => written(points)).join(";");
    again.hidden = strokes.length === 0;
    form.querySelectorAll("[name='given']").forEach((input) => { input.checked = false; });
    form.dispatchEvent(new Event("input"));
  };
  const begin = (point) => {
    showing.setAttribute("visibility", "hidden");
    const line = document.createElementNS(ink.namespaceURI, "polyline");
    ink.append(line);
    current = { points: [], line };
    strokes.push(current);
    add(point);
  };
  const add = (point) => {
    const last = current.points.at(-1);
    if (last && Math.hypot(last[0] - point[0], last[1] - point[1]) < NEAR) return;
    current.points.push(point);
    current.line.setAttribute("points", written(current.points.length > 1 ? current.points : [point, point]));
  };
  const wipe = () => {
    strokes = [];
    current = null;
    down = false;
    pen.classList.remove("tracing__pen--down");
    ink.replaceChildren();
    kept.value = "";
    again.hidden = true;
  };

  pad.addEventListener("pointerdown", (event) => {
    if (pointer !== null || event.button > 0) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    begin(place(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    (event.getCoalescedEvents?.() ?? [event]).forEach((one) => add(place(one)));
  });
  ["pointerup", "pointercancel"].forEach((name) => pad.addEventListener(name, (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    keep();
  }));

  const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  const showPen = () => {
    pen.removeAttribute("hidden");
    pen.setAttribute("cx", at[0]);
    pen.setAttribute("cy", at[1]);
  };
  const start = pad.querySelector("circle");
  if (start) at = [Number(start.getAttribute("cx")), Number(start.getAttribute("cy"))];
  pad.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      down = !down;
      pen.classList.toggle("tracing__pen--down", down);
      if (down) begin(at);
      else keep();
    } else if (moves[event.key]) {
      at = [inside(at[0] + moves[event.key][0]), inside(at[1] + moves[event.key][1])];
      if (down) add(at);
    } else {
      return;
    }
    event.preventDefault();
    showPen();
  });
  pad.addEventListener("blur", () => {
    if (down) {
      down = false;
      pen.classList.remove("tracing__pen--down");
      keep();
    }
  });

  // Whoever listens to the instruction sees once more how the line is drawn.
  form.querySelector(".spoken--question [data-sound]")?.addEventListener("click", () => {
    showing.removeAttribute("visibility");
    showing.querySelectorAll("set, animate, animateMotion").forEach((one) => one.beginElement());
  });

  again.addEventListener("click", () => {
    wipe();
    pad.focus();
  });

  // Points for paper, or "I don't know", take the place of what is on the screen.
  form.addEventListener("change", (event) => {
    if (event.target.name === "given" && event.target.checked) wipe();
  });
}
