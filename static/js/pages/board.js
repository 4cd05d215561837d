// The week of a draft as a calendar with drag and drop. It is made from the drawn board beside it, which stays for whoever has no scripts,
// a narrow screen or a printer. While a class is held, every place says what it would break; what is put down is looked at before it is saved.
const place = document.querySelector("[data-board]");
const wide = window.matchMedia("(min-width: 60em)");
const MONDAY = Date.UTC(2024, 0, 1);
const DAY = 86400000;
const dayOf = (date) => Math.round((Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - MONDAY) / DAY);
const dateOf = (day) => new Date(MONDAY + day * DAY).toISOString().slice(0, 10);
const said = place?.dataset;

const begin = () => {
  const drawn = place.querySelector(".plan-board__drawn");
  const home = place.querySelector(".plan-board__calendar");
  const popover = place.querySelector(".plan-board__popover");
  const sheet = document.getElementById("change-sheet");
  const blocks = said.blocks.split(";").map((one) => one.split("|"));
  const rows = [...drawn.querySelectorAll("tbody tr[data-row]")];
  const rowKeys = rows.map((row) => row.dataset.row);
  const lessons = new Map([...drawn.querySelectorAll("[data-lesson]")].map((one) => [one.dataset.lesson, one]));
  let held = null;
  let weighed = null;
  let pointer = null;
  let aim = null;

  const cells = () => [...home.querySelectorAll(".ec-body .ec-grid > .ec-day")];
  const nameOf = (row) => rows[rowKeys.indexOf(row)]?.querySelector("bdi")?.textContent ?? "";
  const timeOf = (block) => blocks.find(([key]) => key === block)?.[1] ?? "";

  const clear = () => {
    home.querySelectorAll(".plan-board__place").forEach((one) => one.remove());
    home.querySelectorAll(".plan-board__aim").forEach((one) => one.classList.remove("plan-board__aim"));
    popover.hidden = true;
    weighed = aim = null;
    showCare(null);
  };

  // Children in care, as they would be with the class at this place.

  const care = new Map([...place.querySelectorAll("[data-care]")].map((one) => [one.dataset.care, one]));
  const drawnCare = new Map([...care].map(([key, one]) => [key, one.firstElementChild.cloneNode(true)]));
  let shown = "";

  const pips = (cell, taken, places) => {
    const svg = cell.querySelector("svg");
    const many = Math.max(taken, places);
    svg.setAttribute("viewBox", `0 0 ${many * 10} 10`);
    svg.replaceChildren(...Array.from({ length: many }, (_, number) => {
      const rect = document.createElementNS(svg.namespaceURI, "rect");
      const shape = { x: number * 10 + 0.7, y: 0.6, width: 7.6, height: 8.8, rx: 1.6 };
      for (const [name, value] of Object.entries(shape)) rect.setAttribute(name, value);
      if (number >= places) rect.setAttribute("class", "pips__over");
      else if (number < taken) rect.setAttribute("class", "pips__taken");
      return rect;
    }));
    cell.querySelector(".pips-line").classList.toggle("pips-line--over", taken > places);
    cell.querySelector(".pips-line__number bdi").textContent = `${taken}/${places}`;
  };

  const showCare = (slot) => {
    if ((slot ?? "") === shown) return;
    shown = slot ?? "";
    for (const [key, cell] of care) {
      if (cell.classList.contains("plan-board__care-moved")) {
        cell.replaceChildren(drawnCare.get(key).cloneNode(true));
        cell.classList.remove("plan-board__care-moved");
      }
    }
    const moved = popover.querySelector(".plan-board__moved");
    moved.replaceChildren();
    for (const [row, day, part, taken, places] of (slot && weighed?.care?.[slot]) || []) {
      const cell = care.get(`${row}|${day}|${part}`);
      if (!cell) continue;
      pips(cell, taken, places);
      cell.classList.add("plan-board__care-moved");
      const line = document.createElement("li");
      const numbers = document.createElement("bdi");
      numbers.dir = "ltr";
      numbers.textContent = `${cell.dataset.taken}/${places} → ${taken}/${places}`;
      line.append(`${cell.dataset.name}, ${said.days.split(";")[day]}, ${cell.dataset.word}: `, numbers);
      line.classList.toggle("bad-text", taken > places);
      moved.append(line);
    }
    moved.hidden = !moved.children.length;
  };

  // Places.

  const mark = (answer) => {
    const grid = cells();
    const days = grid.length / (rowKeys.length * blocks.length);
    for (const [key, found] of Object.entries(answer.places)) {
      const [row, block, day] = key.split("|");
      const line = rowKeys.indexOf(row) * blocks.length + blocks.findIndex(([one]) => one === block);
      const cell = grid[line * days + Number(day)];
      if (!cell) continue;
      const slot = place.querySelector(`template[data-slot="${found.kind}"]`).content.firstElementChild.cloneNode(true);
      slot.classList.add("plan-board__place");
      const number = slot.querySelector("span");
      if (number && found.kind !== "fits" && found.kind !== "closed") number.textContent = String(found.people);
      cell.append(slot);
    }
  };

  const weigh = async (lesson) => {
    const url = `${said.places}?${new URLSearchParams({ lesson, by: said.board })}`;
    const answer = await fetch(url, { headers: { "X-Onward-Fragment": "1" }, credentials: "same-origin" });
    if (!answer.ok || held !== lesson) return;
    weighed = await answer.json();
    if (held !== lesson) return;
    mark(weighed);
    if (aim) tell(...aim);
    else if (pointer) follow(pointer);
  };

  const follow = (event) => {
    if (!held) return;
    pointer = event;
    const at = calendar.dateFromPoint(event.clientX, event.clientY);
    if (!at?.resource) return;
    const [row, block] = at.resource.id.split("|");
    popover.classList.toggle("plan-board__popover--up", event.clientY > window.innerHeight / 2);
    tell(row, block, dayOf(at.date));
  };

  const tell = (row, block, day) => {
    const found = weighed?.places[`${row}|${block}|${day}`];
    popover.querySelector(".plan-board__target").textContent = `${lessons.get(held).dataset.name}: ${said.days.split(";")[day]} ${timeOf(block)}, ${nameOf(row)}`;
    const lines = found?.lines.length ? found.lines : [found ? { fits: said.fits, closed: said.not, wishes: `${found.people} ${said.people}`, rules: "" }[found.kind] : weighed ? said.unknown : said.looking];
    popover.querySelector("ul").replaceChildren(...lines.filter(Boolean).map((line) => {
      const item = document.createElement("li");
      const icon = document.createElement("span");
      if (found?.kind === "rules") {
        icon.className = "bad-text";
        icon.append(place.querySelector('template[data-icon="bad"]').content.cloneNode(true));
      }
      const words = document.createElement("span");
      words.textContent = line;
      item.append(icon, words);
      return item;
    }));
    const best = popover.querySelector(".plan-board__best");
    best.hidden = !weighed?.best || found?.kind === "fits";
    best.querySelector("span").textContent = weighed?.best_said ?? "";
    showCare(`${day}|${block}`);
    popover.hidden = false;
  };

  // A change, looked at in a sheet before it is saved.

  const look = async (lesson, row, block, day, back) => {
    const group = lesson.slice(0, lesson.indexOf("."));
    const meeting = lesson.slice(lesson.indexOf(".") + 1);
    const from = lessons.get(lesson);
    const asked = new URLSearchParams({ group, by: said.board });
    if (Number(from.dataset.day) !== day || from.dataset.block !== block) {
      asked.set("meeting", meeting);
      asked.set("slot", `${day}-${block}`);
    }
    if (from.closest("tr").dataset.row !== row) asked.set(said.board === "teachers" ? "teacher" : "room", row);
    const fill = sheet.querySelector("[data-fill]");
    fill.textContent = said.looking;
    sheet.showModal();
    sheet.addEventListener("close", back, { once: true });
    const answer = await fetch(`${said.change}?${asked}`, { headers: { "X-Onward-Fragment": "1" }, credentials: "same-origin" });
    show(answer.ok ? (await answer.json()).html : "");
  };

  const show = (html) => {
    const fill = sheet.querySelector("[data-fill]");
    if (html) fill.innerHTML = html;
    else fill.textContent = said.failed;
    fill.querySelector("textarea, button, a")?.focus();
  };

  sheet.addEventListener("click", (event) => {
    if (!event.target.closest("a[data-close]")) return;
    event.preventDefault();
    sheet.close();
  });

  sheet.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-change-form]");
    if (!form) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Onward-Fragment": "1" }, credentials: "same-origin" });
    if (answer.redirected || answer.ok) {
      window.location.assign(answer.redirected ? answer.url : window.location.href);
      return;
    }
    const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
    show(told?.html ?? "");
  });

  // The calendar.

  const heading = (row, block, number) => {
    const head = document.createElement("span");
    head.className = "plan-board__head";
    if (number === 0) head.append(row.querySelector("th > span").cloneNode(true));
    const time = document.createElement("bdi");
    time.dir = "ltr";
    time.textContent = block;
    head.append(time);
    return head;
  };

  const lessonCard = (lesson) => {
    const drawnOne = lessons.get(lesson);
    const card = document.createElement("div");
    card.className = drawnOne.className;
    card.dataset.of = lesson;
    card.append(...[...drawnOne.childNodes].map((one) => one.cloneNode(true)));
    if (drawnOne.dataset.locked) card.querySelector(".session__name").append(place.querySelector('template[data-icon="lock"]').content.cloneNode(true));
    if (drawnOne.dataset.broken) card.classList.add("session--broken");
    return card;
  };

  const heads = new Map(rows.flatMap((row) => blocks.map(([key, starts], number) => [`${row.dataset.row}|${key}`, heading(row, starts, number)])));
  const open = said.open === "1";
  const calendar = window.EventCalendar.create(home, {
    view: "plan",
    views: { plan: { type: "resourceTimelineWeek", slotDuration: { days: 1 } } },
    date: dateOf(0),
    firstDay: 1,
    hiddenDays: [0],
    headerToolbar: { start: "", center: "", end: "" },
    locale: document.documentElement.lang || "en",
    buttonText: { today: "", close: "", collapse: "", expand: "" },
    dayHeaderFormat: (date) => said.days.split(";")[dayOf(date)],
    dayHeaderAriaLabelFormat: (date) => said.days.split(";")[dayOf(date)],
    highlightedDates: [],
    resources: [...heads.keys()].map((id) => ({ id, title: "" })),
    resourceLabelContent: ({ resource }) => ({ domNodes: [heads.get(resource.id)] }),
    events: [...lessons.entries()].map(([id, one]) => ({
      id,
      title: one.querySelector(".session__name").textContent,
      start: dateOf(Number(one.dataset.day)),
      end: dateOf(Number(one.dataset.day) + 1),
      allDay: true,
      resourceIds: [`${one.closest("tr").dataset.row}|${one.dataset.block}`],
    })),
    eventContent: ({ event }) => ({ domNodes: [lessonCard(event.id)] }),
    editable: open,
    eventDurationEditable: false,
    eventClick: ({ event }) => window.location.assign(lessons.get(event.id).href),
    eventDragStart: ({ event }) => {
      held = event.id;
      place.classList.add("plan-board--held");
      weigh(held);
    },
    eventDragStop: () => {
      held = pointer = null;
      place.classList.remove("plan-board--held");
      clear();
    },
    eventDrop: ({ event, revert }) => {
      const [row, block] = event.resourceIds[0].split("|");
      look(event.id, row, block, dayOf(event.start), revert);
    },
  });
  document.addEventListener("pointermove", follow);

  // By keyboard: M takes the class up, arrows carry it, Enter looks at it, Escape leaves it where it was.

  const lines = rowKeys.flatMap((row) => blocks.map(([block]) => [row, block]));
  const cellAt = ([row, block, day]) => {
    const grid = cells();
    const days = grid.length / lines.length;
    return grid[lines.findIndex(([one, other]) => one === row && other === block) * days + day];
  };

  const pointAt = (target) => {
    home.querySelectorAll(".plan-board__aim").forEach((one) => one.classList.remove("plan-board__aim"));
    aim = target;
    const cell = cellAt(aim);
    cell?.classList.add("plan-board__aim");
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const box = cell?.getBoundingClientRect();
    popover.classList.toggle("plan-board__popover--up", Boolean(box && box.top > window.innerHeight / 2));
    tell(...aim);
  };

  const takeUp = (id) => {
    const from = lessons.get(id);
    held = id;
    place.classList.add("plan-board--held");
    pointAt([from.closest("tr").dataset.row, from.dataset.block, Number(from.dataset.day)]);
    weigh(id);
  };

  const putDown = () => {
    held = pointer = null;
    place.classList.remove("plan-board--held");
    clear();
  };

  const carry = (key) => {
    const [row, block, day] = aim;
    const line = lines.findIndex(([one, other]) => one === row && other === block);
    const ahead = document.dir === "rtl" ? -1 : 1;
    const across = { ArrowRight: ahead, ArrowLeft: -ahead }[key] ?? 0;
    const down = { ArrowDown: 1, ArrowUp: -1 }[key] ?? 0;
    const last = cells().length / lines.length - 1;
    pointAt([...lines[Math.min(Math.max(line + down, 0), lines.length - 1)], Math.min(Math.max(day + across, 0), last)]);
  };

  home.addEventListener("keydown", (event) => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = document.activeElement?.closest(".ec-event");
    const id = focused && [...lessons.keys()].find((one) => focused.querySelector(`[data-of="${CSS.escape(one)}"]`));
    if (!aim) {
      if (id && event.key.toLowerCase() === "m") takeUp(id);
      return;
    }
    if (event.key.startsWith("Arrow")) carry(event.key);
    else if (event.key === "Enter" || event.key === " ") {
      const [lesson, [row, block, day]] = [held, aim];
      putDown();
      look(lesson, row, block, day, () => focused?.focus());
    } else if (event.key === "Escape") putDown();
    else if (event.key !== "Tab") return;
    else putDown();
    if (event.key !== "Tab") {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  drawn.hidden = true;
  home.hidden = false;
};

if (place && window.EventCalendar && wide.matches) begin();
