// The register, quick: all here, a tap on the mark, a tap on the name for the reasons. The selects of the form stay what is sent.
// Marks are kept on the phone from the first tap on, and saved from there: with network at once, without it as soon as it is back.
import { keep, send, tell, works } from "../offline.js";

const { onward } = self;
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
  was: line.querySelector("[data-was]"),
  at: 0, // when a person decided it
}));
if (form && "asksArrival" in form.dataset) timed.add("present");
const LOOK = 20_000;
const LIFE = 86_400_000;
let open = null; // the row whose sheet is open

const text = (key) => looks.get(key).content.textContent.trim();

const draw = (row) => {
  const look = looks.get(row.mark.value);
  row.button.className = `register__mark ${look.dataset.class}`;
  const inside = look.content.cloneNode(true);
  const word = inside.querySelector("span");
  if (timed.has(row.mark.value) && row.time.value) {
    const [before, after] = word.textContent.split("00:00");
    const digits = document.createElement("bdi");
    digits.dir = "ltr";
    digits.textContent = row.time.value;
    word.replaceChildren(before, after === undefined ? " " : "", digits, after ?? "");
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
  if (value === "present") return words.starts;
  const [hours, minutes] = (value === "late" ? words.starts : words.ends).split(":").map(Number);
  const moved = hours * 60 + minutes + (value === "late" ? 15 : -15);
  return `${String(Math.floor(moved / 60)).padStart(2, "0")}:${String(moved % 60).padStart(2, "0")}`;
};

const show = (row, value, time) => {
  row.mark.value = value;
  row.time.value = time;
  draw(row);
};

const put = (row, value) => {
  const time = timed.has(value) ? row.time.value || likely(value) : "";
  show(row, value, time);
  row.at = Date.now();
  row.mark.dispatchEvent(new Event("input", { bubbles: true }));
  row.line.classList.remove("is-wrong");
  count();
  draftSoon();
};

// --- kept on this phone ----------------------------------------------------------------------------------------------

const spelled = (row) => (row.time.value ? `${row.mark.value}@${row.time.value}` : row.mark.value);
const isTouched = (row) => row.mark.value !== "" && spelled(row) !== row.was.value;
let drafting = 0;

const draftSoon = () => {
  if (!works) return;
  window.clearTimeout(drafting);
  drafting = window.setTimeout(saveDraft, 150);
};

const saveDraft = () => onward.keepDraft({
  session: form.dataset.session,
  who: form.dataset.who,
  at: Date.now(),
  lines: rows.filter((row) => row.at).map((row) => ({ id: row.line.dataset.row, mark: row.mark.value, time: row.time.value, at: row.at })),
});

const rowOf = (id) => rows.find((row) => row.line.dataset.row === id);

// What stands on this phone: marks that wait to go out count as saved, marks before the last press of Save come back.
const restore = async () => {
  const session = form.dataset.session;
  const waiting = (await onward.all()).filter((batch) => batch.session === session && batch.who === form.dataset.who);
  for (const batch of waiting) {
    for (const mark of batch.marks) {
      const row = rowOf(mark.id);
      if (!row) continue;
      show(row, mark.mark, mark.time);
      row.was.value = spelled(row);
    }
  }
  const draft = await onward.draft(session);
  if (!draft || draft.who !== form.dataset.who || Date.now() - draft.at > LIFE) return;
  let back = 0;
  for (const mark of draft.lines) {
    const row = rowOf(mark.id);
    if (!row || mark.mark === "") continue;
    show(row, mark.mark, mark.time);
    row.at = mark.at;
    if (isTouched(row)) back += 1;
  }
  count();
  if (back) notify(words.back);
};

const notify = (sentence) => {
  const place = document.querySelector(".toasts");
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = sentence;
  place?.append(toast);
  window.setTimeout(() => toast.remove(), 8000);
};

const batchOf = (touched) => ({
  key: crypto.randomUUID(),
  session: form.dataset.session,
  section: form.dataset.section,
  day: form.dataset.day,
  who: form.dataset.who,
  send: form.dataset.send,
  seen: Number(form.querySelector("[data-seen]").value),
  reason: form.elements.reason?.value ?? "",
  at: Date.now(),
  marks: touched.map((row) => ({ id: row.line.dataset.row, mark: row.mark.value, time: row.time.value, at: row.at || Date.now() })),
});

const rest = () => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-busy]")) {
    button.removeAttribute("data-busy");
    button.removeAttribute("aria-busy");
  }
};

// The browser may have sent it in the background already: sent again, it is answered as the first time.
const answerTo = async (batch) => {
  const answered = async () => (await send()).answers.find((one) => one.key === batch.key);
  const answer = await answered();
  if (answer || (await onward.all()).some((one) => one.key === batch.key)) return answer;
  await onward.add(batch);
  return answered();
};

// Kept first, sent then. The page goes on when it has arrived; else it stays and says that the marks are safe.
const saveHere = async () => {
  const touched = rows.filter(isTouched);
  const batch = batchOf(touched);
  await keep(batch);
  await onward.dropDraft(form.dataset.session);
  for (const row of touched) row.was.value = spelled(row);
  const answer = await answerTo(batch);
  if (answer?.state === "ok") return window.location.assign(answer.body.go);
  if (answer) {
    // Refused for a reason that the form can show: it goes the plain way, with everything in it.
    await onward.remove(batch.key);
    await tell("sent");
    for (const row of touched) row.was.value = "";
    return form.submit();
  }
  rest();
};

const onSubmit = (event) => {
  if (event.submitter?.name === "all_here" || !rows.some((row) => row.mark.value)) return;
  if (!rows.some(isTouched)) return;
  event.preventDefault();
  saveHere().catch(() => form.submit());
};

// Two who mark at once see each other: lines that nobody touched here take over what came in.
const look = async () => {
  if (document.hidden || navigator.onLine === false) return;
  const answer = await onward.ask(form.dataset.send).catch(() => null);
  const seen = form.querySelector("[data-seen]");
  if (answer?.state !== "ok" || answer.body.version <= Number(seen.value)) return;
  const came = new Set();
  let unseen = false;
  for (const row of rows) {
    const theirs = answer.body.marks[row.line.dataset.row];
    const word = theirs && (theirs.time ? `${theirs.mark}@${theirs.time}` : theirs.mark);
    if (!theirs || word === row.was.value) continue;
    if (isTouched(row) && row.at) {
      if (word !== spelled(row)) unseen = true;
      continue;
    }
    show(row, theirs.mark, theirs.time);
    row.was.value = word;
    came.add(theirs.by);
  }
  if (!unseen) seen.value = String(answer.body.version);
  count();
  if (came.size) notify(words.somebody.replace("BY", [...came].join(", ")));
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
  if (works) {
    // Nothing is lost by leaving: the phone keeps it.
    form.removeAttribute("data-keep");
    form.addEventListener("submit", onSubmit);
    window.setInterval(look, LOOK);
    document.addEventListener("visibilitychange", look);
    await restore();
    if (navigator.onLine === false) tell("waiting");
    else send().then(look).catch(() => undefined);
  }

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
      open.at = Date.now();
      draw(open);
      draftSoon();
    }
    explain();
  });
}
