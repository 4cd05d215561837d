// The worker: keeps today's registers and a learner's day for this phone (24 hours at most), serves them without network,
// sends marks that wait, and shows a page of ours where the browser would show one of its own.
// What comes before this text names the script with the queue (self.QUEUE).
importScripts(self.QUEUE);

const SHELL = "onward-shell";
const ASSETS = "onward-assets";
const { REGISTERS, DAYS } = self.onward;
const OFFLINE = "/offline";
const DAY = 86_400_000;
const PATIENCE = 8000;
// Registers of today, and the list for the assembly point: what has to be there when the network is not.
const isRegister = (path) => /^\/register\/[0-9a-z]{20}$/.test(path) || path === "/childcare/fire-list";
const isDay = (path) => path === "/" || path === "/today";
const isAsset = (path) => /^\/static\/(css|js|fonts|img|icons)\//.test(path);

const now = () => Date.now();
// Counts sign-outs and other people: what was asked for before is not kept after.
let era = 0;

// --- keeping ---------------------------------------------------------------------------------------------------------

const keepAsset = async (request, answer) => {
  const cache = await caches.open(ASSETS);
  await cache.put(request, answer);
  // A new fingerprint replaces the file of before.
  const { pathname, searchParams } = new URL(request.url);
  for (const { url } of searchParams.has("v") ? await cache.keys() : []) {
    const old = new URL(url);
    if (url !== request.url && old.pathname === pathname && old.searchParams.has("v")) await cache.delete(url);
  }
};

const partsOf = (text) => [...new Set([...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1].replaceAll("&amp;", "&")))];

const keepParts = async (parts) => {
  const cache = await caches.open(ASSETS);
  for (const part of parts) {
    const address = new URL(part, location.href);
    const request = new Request(address);
    if (address.origin !== location.origin || !isAsset(address.pathname) || await cache.match(request)) continue;
    const answer = await fetch(request);
    if (answer.ok) await keepAsset(request, answer);
  }
};

const keepShell = async () => {
  const answer = await fetch(OFFLINE, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) return;
  await keepParts(partsOf(await answer.clone().text()));
  await (await caches.open(SHELL)).put(OFFLINE, answer);
};

// Whoever chose another language reads the page without network in it, too.
const keepShellIn = async (language) => {
  const kept = await (await caches.open(SHELL)).match(OFFLINE);
  if (!kept || !(await kept.text()).includes(`<html lang="${language}"`)) await keepShell();
};

const keepPage = async (address, answer, began) => {
  const seconds = Number(answer.headers.get("Onward-Keep"));
  if (!answer.ok || answer.redirected || !seconds) return;
  const text = await answer.text();
  const headers = new Headers({
    "Content-Type": "text/html; charset=utf-8",
    "Onward-From": String(now() + Number(answer.headers.get("Onward-From")) * 1000),
    "Onward-Until": String(now() + Math.min(seconds * 1000, DAY)),
  });
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Frame-Options"]) {
    if (answer.headers.get(name)) headers.set(name, answer.headers.get(name));
  }
  // First what it needs, then the page: a register without its scripts is no register.
  await keepParts(partsOf(text));
  if (began !== era) return;
  await (await caches.open(REGISTERS)).put(address, new Response(text, { headers }));
};

const forgetOld = async () => {
  const cache = await caches.open(REGISTERS);
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (Number(kept.headers.get("Onward-Until")) <= now()) await cache.delete(request);
  }
};

const forgetDays = async () => {
  era += 1;
  const cache = await caches.open(REGISTERS);
  for (const address of DAYS) await cache.delete(address);
};

// Who is signed in, by the answer: nothing of the one before stays on this phone.
const notice = async (answer, path) => {
  const who = answer.headers.get("Onward-Who");
  if (who && await self.onward.onlyFor(who)) era += 1;
  // Nobody any more: she was signed out elsewhere, or her session is over.
  if (!who && answer.ok && path.startsWith("/sign-in")) await forgetDays();
};

// --- answering -------------------------------------------------------------------------------------------------------

const patient = (request, kept) => {
  if (!kept) return fetch(request);
  // A network that hangs is no network, when there is a copy to work with.
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  return fetch(request.url, { credentials: "same-origin", redirect: "manual", signal: stop.signal }).finally(() => clearTimeout(timer));
};

const page = async (request) => {
  const began = era;
  await forgetOld();
  const path = new URL(request.url).pathname;
  const kept = isRegister(path) ? await (await caches.open(REGISTERS)).match(path) : isDay(path) ? await self.onward.day() : undefined;
  let answer;
  try {
    answer = await patient(request, kept);
  } catch {
    return kept ?? noNetwork();
  }
  if (kept && answer.status >= 500) return kept;
  await notice(answer, path);
  if (isRegister(path) && answer.ok) await keepPage(path, answer.clone(), began);
  return answer;
};

const noNetwork = async () => (await (await caches.open(SHELL)).match(OFFLINE)) ?? Response.error();

// A form that did not go out: a page says so, and leads back to what was typed.
const form = async (request) => {
  try {
    const answer = await fetch(request);
    // Somebody came in.
    if (answer.type === "opaqueredirect" && /^\/(sign-in|card)\//.test(new URL(request.url).pathname)) await forgetDays();
    return answer;
  } catch {
    return (await (await caches.open(SHELL)).match(OFFLINE)) ? Response.redirect(`${OFFLINE}#unsent`, 303) : Response.error();
  }
};

const asset = async (request) => {
  const known = await (await caches.open(ASSETS)).match(request);
  // A fingerprint in the address: the file never changes.
  if (known && new URL(request.url).searchParams.has("v")) return known;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) await keepAsset(request, answer.clone());
    return answer;
  } catch (trouble) {
    // Better yesterday's style than none.
    const older = known ?? await (await caches.open(ASSETS)).match(request, { ignoreSearch: true });
    if (older) return older;
    throw trouble;
  }
};

const signOut = async (request) => {
  // The last chance for marks that wait: signing out clears this phone.
  await self.onward.send().catch(() => undefined);
  era += 1;
  try {
    return await fetch(request);
  } catch {
    return noNetwork();
  } finally {
    era += 1;
    await self.onward.wipe(false);
  }
};

self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => self.clients.claim())));
self.addEventListener("sync", (event) => {
  if (event.tag === "onward-marks") event.waitUntil(self.onward.send());
});

self.addEventListener("message", (event) => {
  const { keep, forget, who, day, parts, language } = event.data ?? {};
  const work = async () => {
    if (who && await self.onward.onlyFor(who)) era += 1;
    const began = era;
    await forgetOld();
    const cache = await caches.open(REGISTERS);
    for (const address of [...(keep ?? []).filter(isRegister), ...(day ? DAYS : [])]) {
      await keepPage(address, await fetch(address, { credentials: "same-origin", redirect: "manual" }), began);
    }
    await keepParts(parts ?? []);
    if (language) await keepShellIn(language);
    if (forget) for (const request of await cache.keys()) await cache.delete(request);
    event.source?.postMessage({ kept: (await cache.keys()).length });
  };
  // Without network there is nothing to keep now; the next page asks again.
  event.waitUntil(work().catch(() => undefined));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && address.pathname === "/sign-out") return event.respondWith(signOut(request));
  // Files are not held up on their way.
  if (request.method === "POST" && request.mode === "navigate" && !(request.headers.get("Content-Type") ?? "").startsWith("multipart/")) {
    return event.respondWith(form(request));
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate") return event.respondWith(page(request));
  if (isAsset(address.pathname)) event.respondWith(asset(request));
});
