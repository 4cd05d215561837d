// A learner's day: this phone keeps it with its pictures and style, so that it is there without network.
const { worker, who } = document.getElementById("keeper").dataset;

const keep = async () => {
  await navigator.serviceWorker.register(worker, { scope: "/" });
  const { active } = await navigator.serviceWorker.ready;
  // What this page drew, fonts among it: they stand in no address of the page itself.
  const parts = performance.getEntriesByType("resource").map(({ name }) => name);
  active?.postMessage({ who, parts, day: true, language: document.documentElement.lang });
};

// A phone that forbids workers has its day while there is network.
if (navigator.serviceWorker && self.caches && self.indexedDB) keep().catch(() => undefined);

// What is kept gives way as soon as the centre answers. A phone's own word for "online" comes early, and not always.
const look = async () => {
  if (document.hidden) return;
  const answer = await fetch("/today/kept", { method: "HEAD", cache: "no-store", redirect: "manual" }).catch(() => undefined);
  if (answer?.ok || answer?.type === "opaqueredirect") location.reload();
};
if (document.querySelector(".told--kept")) {
  window.addEventListener("online", look);
  window.setInterval(look, 10_000);
}
