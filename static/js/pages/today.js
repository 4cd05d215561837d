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
window.addEventListener("online", () => { if (document.querySelector(".told--kept")) location.reload(); });
