// Without network: says what is kept on this phone, sends it when the network is back, keeps today's registers at hand.
const { onward } = self;
const strip = document.querySelector("[data-offline]");
const words = document.querySelector("[data-offline-words]")?.dataset ?? {};
const text = strip?.querySelector("[data-offline-text]");
const way = strip?.querySelector("[data-offline-way]");
const drop = strip?.querySelector("[data-offline-drop]");
const AGAIN = 15_000;
const BRIEFLY = 6000;
let refusedBatch = null;
let waited = 0;

export const works = Boolean(onward && self.indexedDB && self.caches && navigator.serviceWorker);

const filled = (sentence, values) => Object.entries(values).reduce((made, [key, value]) => made.replace(key, value), sentence ?? "");

const lead = (word, href) => {
  way.textContent = word ?? "";
  way.href = href ?? "/";
  way.hidden = !word;
};

/** Shows what waits on this phone, after the sending ended in `state`. */
export const tell = async (state) => {
  if (!strip) return;
  // The page without network says so itself.
  const away = navigator.onLine === false && !document.querySelector("[data-again]");
  const batches = await onward.all();
  refusedBatch = batches.find((batch) => batch.refused) ?? null;
  const number = onward.count(batches.filter((batch) => !batch.refused));
  lead();
  drop.hidden = !refusedBatch;
  if (refusedBatch) {
    text.textContent = filled(words.refused, { SECTION: refusedBatch.section, WHY: refusedBatch.refused });
    lead(words.open, `/register/${refusedBatch.session}`);
  } else if (number) {
    text.textContent = filled(words[state] ?? words.waiting, { NUMBER: String(number) });
    if (state === "signin") lead(words.signIn, `/sign-in/staff?next=${encodeURIComponent(location.pathname)}`);
  } else if (away) text.textContent = words.none;
  strip.hidden = !(refusedBatch || number || away);
  if (strip.hidden && waited) {
    text.textContent = words.sent;
    strip.hidden = false;
    window.setTimeout(() => { if (!waited) strip.hidden = true; }, BRIEFLY);
  }
  waited = number;
  document.dispatchEvent(new CustomEvent("onward:waiting", { detail: { number, state } }));
};

/** Sends what waits. Answers with what became of it, and says so on the page. */
export const send = async () => {
  const result = await onward.send(strip?.dataset.pass);
  await tell(result.state);
  return result;
};

/** Keeps a batch on this phone before anything else, and asks the browser to send it even if this page is closed. */
export const keep = async (batch) => {
  await onward.add(batch);
  const registration = await navigator.serviceWorker.getRegistration();
  // Not every browser can send in the background; then the next page does it.
  await registration?.sync?.register("onward-marks").catch(() => undefined);
};

const register = async () => {
  await navigator.serviceWorker.register(strip.dataset.worker, { scope: "/" });
  const registration = await navigator.serviceWorker.ready;
  const links = [...document.querySelectorAll("[data-keep-register]")].map((link) => new URL(link.href).pathname);
  if (location.pathname.startsWith("/register/")) links.push(location.pathname);
  if (links.length) registration.active?.postMessage({ keep: links });
};

// Another person on the same phone: names of the one before go, marks that wait for her stay.
const onlyMine = async () => {
  const { who } = strip.dataset;
  if (who && await onward.onlyFor(who)) (await navigator.serviceWorker.getRegistration())?.active?.postMessage({ forget: true });
};

const showKept = async () => {
  const list = document.querySelector("[data-kept]");
  if (!list) return;
  const cache = await caches.open(onward.REGISTERS);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (onward.DAYS.some((address) => request.url.endsWith(address))) continue;
    if (Number(kept.headers.get("Onward-Until")) <= Date.now()) continue;
    const page = new DOMParser().parseFromString(await kept.text(), "text/html");
    const row = document.querySelector("[data-kept-row]").content.cloneNode(true);
    row.querySelector("a").href = new URL(request.url).pathname;
    row.querySelector(".rows__title").textContent = page.title.split(" · ")[0];
    list.append(row);
  }
  list.closest("section").hidden = !list.children.length;
  document.querySelector("[data-kept-day]").hidden = !(await onward.day());
};

// A form that did not go out: back to what was typed, instead of once more to this page.
const showUnsent = () => {
  const sentence = document.querySelector("[data-unsent]");
  if (!sentence || location.hash !== "#unsent") return;
  sentence.hidden = false;
  document.querySelector("[data-again]").addEventListener("click", (event) => {
    event.preventDefault();
    history.back();
  });
};

// Whoever signs out is told first, if marks would be lost.
const guardSignOut = () => {
  document.addEventListener("submit", async (event) => {
    if (!event.target.action?.endsWith("/sign-out") || event.target.dataset.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await onward.send(strip?.dataset.pass);
    const number = onward.count(await onward.all());
    if (number && !window.confirm(filled(words.leave, { NUMBER: String(number) }))) return;
    await onward.wipe(true);
    event.target.dataset.sure = "yes";
    event.target.submit();
  }, true);
};

if (works && strip) {
  guardSignOut();
  drop.addEventListener("click", async () => {
    if (!refusedBatch || !window.confirm(words.throw)) return;
    await onward.remove(refusedBatch.key);
    await tell("sent");
  });
  window.addEventListener("online", () => send().then(() => { if (document.querySelector("[data-again]") && location.hash !== "#unsent") location.reload(); }));
  window.addEventListener("offline", () => tell("waiting"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  window.setInterval(async () => { if ((await onward.all()).some((batch) => !batch.refused)) await send(); }, AGAIN);
  await onlyMine();
  showUnsent();
  await showKept();
  // The register sends after it has put back what waits; everywhere else it goes out now.
  if (!document.getElementById("register")) (navigator.onLine === false ? tell("waiting") : send()).catch(() => undefined);
  // A phone that forbids workers still sends what it keeps while a page is open.
  register().catch(() => undefined);
}
