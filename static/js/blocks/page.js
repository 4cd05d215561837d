/* A page with blocks: ours start in it, those of others get a frame that is cut off from everything but its own addresses. */

const CUT_OFF = "allow-scripts allow-forms allow-popups allow-modals allow-downloads";
const frames = new Map();

function frameFor(place) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", CUT_OFF);
  frame.title = place.dataset.title;
  frame.className = "block-frame__window";
  frame.src = document.querySelector("[data-frame]").dataset.frame;
  place.append(frame);
  frames.set(frame, { place, given: false });
}

function give(frame, facts) {
  // Once: a frame that has gone elsewhere since then gets nothing.
  if (facts.given) return;
  facts.given = true;
  const parts = JSON.parse(facts.place.querySelector(".block-document").textContent);
  const page = document.documentElement;
  frame.contentWindow.postMessage({ onward: "document", lang: page.lang, dir: page.dir || "ltr", ...parts }, "*");
}

function heard(event) {
  const found = [...frames].find(([frame]) => frame.contentWindow === event.source);
  if (!found || !event.data || typeof event.data !== "object") return;
  const [frame, facts] = found;
  if (event.data.onward === "ready") give(frame, facts);
  if (event.data.onward === "height") {
    const height = Number(event.data.height);
    if (height > 0 && height < 20000) frame.style.blockSize = `${height}px`;
  }
  if (event.data.onward === "kept") facts.place.dispatchEvent(new CustomEvent("onward:kept", { bubbles: true }));
  if (event.data.onward === "started") facts.place.dataset.started = "1";
  if (event.data.onward === "over") document.querySelector("[data-blocks-over]")?.removeAttribute("hidden");
  if (event.data.onward === "notify") {
    const detail = { usage: facts.place.dataset.usage, name: event.data.name, data: event.data.data };
    facts.place.dispatchEvent(new CustomEvent("onward:notify", { bubbles: true, detail }));
  }
}

// After an answer: how far she is, drawn anew, and a check at what is done. Answers close together are asked about once.
const way = document.querySelector("[data-blocks-way]");
let asking = 0;

async function lookAgain() {
  const answer = await fetch(way.dataset.blocksWay, { headers: { "X-Onward-Fragment": "1" } });
  if (!answer.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  way.replaceChildren(made.content);
  const done = new Set(way.querySelector("[data-done]").dataset.done.split(" "));
  document.querySelectorAll("[data-leaves]").forEach((one) => {
    one.toggleAttribute("data-is-done", one.dataset.leaves.split(" ").every((leaf) => done.has(leaf)));
  });
}

if (way) {
  document.addEventListener("onward:kept", () => {
    window.clearTimeout(asking);
    asking = window.setTimeout(() => lookAgain().catch(() => {}), 250);
  });
}

window.addEventListener("message", heard);
document.querySelectorAll(".block-frame").forEach(frameFor);
const blocks = document.querySelector("[data-blocks]");
if (blocks && window.OnwardBlocks) {
  window.OnwardBlocks.tell = (kind, facts) => {
    if (kind === "notify") blocks.dispatchEvent(new CustomEvent("onward:notify", { bubbles: true, detail: facts }));
  };
  window.OnwardBlocks.start(blocks);
}
