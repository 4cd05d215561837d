// Import: a sheet can be dropped; a decision about a line is kept at once and the page shows what it means.
const drop = document.querySelector("[data-drop]");

if (drop) {
  const field = drop.querySelector("input[type='file']");
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.setAttribute("data-over", ""); });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.removeAttribute("data-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    field.files = event.dataTransfer.files;
    drop.requestSubmit();
  });
}

const review = document.querySelector("[data-review]");

// Everything with one of these marks is drawn by the server again; the rest of the page stays.
const PARTS = "#review-heading, #review-notice, #review-foot, #review-hints, [data-review] tbody tr[id]";
let latest = 0;

const show = (page) => {
  const focus = document.activeElement?.id;
  const opened = [...document.querySelectorAll("#review-hints details")].map((one) => one.open);
  for (const part of document.querySelectorAll(PARTS)) {
    const fresh = page.getElementById(part.id);
    if (!fresh) part.remove();
    else if (fresh.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(fresh));
  }
  document.querySelectorAll("#review-hints details").forEach((one, place) => { one.open = Boolean(opened[place]); });
  const again = focus && document.getElementById(focus);
  if (again && again !== document.activeElement) again.focus();
};

review?.addEventListener("change", async () => {
  const turn = ++latest;
  const body = new FormData(review);
  const answer = await fetch(review.action, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { "X-Onward-Fragment": "1" },
  }).catch(() => null);
  // A slower answer to an earlier change would show what is no longer so.
  if (!answer?.ok || turn !== latest) return;
  show(new DOMParser().parseFromString(await answer.text(), "text/html"));
});
