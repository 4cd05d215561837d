// The register, quick: all here, a tap on the mark, a tap on the name for the reasons. The selects of the form stay what is sent.
const form = document.getElementById("register");
const sheet = document.getElementById("reasons");
const looks = new Map([...document.querySelectorAll("template[data-look]")].map((look) => [look.dataset.look, look]));
const words = document.querySelector("[data-words]")?.dataset ?? {};
const timed = new Set(["late", "left_early"]);

const rows = [...(form?.querySelectorAll("[data-row]") ?? [])].map((line) => ({
  line,
  name: line.dataset.name,
  told: line.dataset.told,
  mark: line.querySelector("[data-mark]"),
  time: line.querySelector("[data-time]"),
}));
let open = null; // the row whose sheet is open

const text = (key) => looks.get(key).content.textContent.trim();

const draw = (row) => {
  const look = looks.get(row.mark.value);
  row.button.className = `register__mark ${look.dataset.class}`;
  const inside = look.content.cloneNode(true);
  const word = inside.querySelector("span");
  if (timed.has(row.mark.value)) {
    const [before, after] = word.textContent.split("00:00");
    const digits = document.createElement("bdi");
    digits.dir = "ltr";
    digits.textContent = row.time.value;
    word.replaceChildren(before, digits, after ?? "");
  }
  row.button.replaceChildren(inside);
  const of = document.createElement("span");
  of.className = "unseen";
  of.textContent = `: ${row.name}`;
  row.button.append(of);
};

const count = () => {
  const found = {};
  for (const row of rows) {
    const kind = looks.get(row.mark.value).dataset.kind;
    found[kind] = (found[kind] ?? 0) + 1;
  }
  for (const chip of form.querySelectorAll("[data-chip]")) chip.hidden = !found[chip.dataset.chip];
  for (const place of form.querySelectorAll("[data-count]")) {
    const key = place.dataset.count;
    place.textContent = String(key === "present" ? (found.here ?? 0) + (found.late ?? 0) : found[key] ?? 0);
  }
};

// The time now while the class runs, else its beginning or end: the teacher changes it if it was another.
const likely = (value) => {
  const now = new Date().toTimeString().slice(0, 5);
  if (now > words.starts && now < words.ends) return now;
  const [hours, minutes] = (value === "late" ? words.starts : words.ends).split(":").map(Number);
  const moved = hours * 60 + minutes + (value === "late" ? 15 : -15);
  return `${String(Math.floor(moved / 60)).padStart(2, "0")}:${String(moved % 60).padStart(2, "0")}`;
};

const put = (row, value) => {
  row.mark.value = value;
  if (timed.has(value)) row.time.value ||= likely(value);
  else row.time.value = "";
  row.mark.dispatchEvent(new Event("input", { bubbles: true }));
  row.line.classList.remove("is-wrong");
  draw(row);
  count();
};

// Here becomes away, with the reason the person sent; away becomes here again; an open reason is asked for.
const tap = (row) => {
  if (row.mark.value === "") return put(row, "present");
  if (row.mark.value === "present") return put(row, row.told || "not_known");
  if (row.mark.value === "not_known") return ask(row);
  return put(row, "present");
};

const ask = (row) => row.opener.click();

const explain = () => {
  const value = open.mark.value;
  for (const choice of sheet.querySelectorAll("[name='sheet']")) choice.checked = choice.value === value;
  const kind = looks.get(value).dataset.kind;
  for (const means of sheet.querySelectorAll("[data-means]")) means.hidden = means.dataset.means !== kind;
  const place = sheet.querySelector("[data-sheet-time]");
  place.hidden = !timed.has(value);
  place.querySelector("input").value = open.time.value;
};

const makeQuick = (row) => {
  const name = row.line.querySelector("[data-name-place]");
  row.opener = document.createElement("button");
  row.opener.type = "button";
  row.opener.className = "register__name";
  row.opener.dataset.sheet = sheet.id;
  row.opener.dataset.row = row.line.dataset.row;
  row.opener.append(...name.childNodes);
  name.replaceWith(row.opener);
  row.button = document.createElement("button");
  row.button.type = "button";
  row.button.addEventListener("click", () => tap(row));
  row.line.querySelector("[data-plain]").hidden = true;
  row.line.append(row.button);
  draw(row);
};

if (form && sheet && rows.length) {
  rows.forEach(makeQuick);
  count();
  form.classList.add("register-form--quick");

  form.querySelector("[data-all-here]").addEventListener("click", (event) => {
    event.preventDefault();
    for (const row of rows) if (row.mark.value === "") put(row, "present");
  });

  // Up and down go from mark to mark.
  form.addEventListener("keydown", (event) => {
    const at = rows.findIndex((row) => row.button === event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    rows[(at + step + rows.length) % rows.length].button.focus();
  });

  sheet.addEventListener("fill", (event) => {
    open = rows.find((row) => row.line.dataset.row === event.detail.row);
    sheet.querySelector("h2").textContent = open.name;
    const note = sheet.querySelector(".sheet__head .second");
    if (note) note.textContent = open.told ? words.told.replace("REASON", text(open.told)) : words.notTold;
    explain();
  });

  sheet.addEventListener("change", (event) => {
    if (event.target.name === "sheet") put(open, event.target.value);
    if (event.target.id === "sheet-time" && event.target.value) {
      open.time.value = event.target.value;
      draw(open);
    }
    explain();
  });
}
