// Marks kept on this phone until they have gone out. Used by the pages and by the worker; a classic script, because a worker loads it too.
self.onward = (() => {
  const NAME = "onward";
  const REGISTERS = "onward-registers";
  // A learner's day, and the same as it reads from midnight on.
  const DAYS = ["/today/kept", "/today/kept?from=midnight"];
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  const open = () => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("batches", { keyPath: "key" });
      request.result.createObjectStore("drafts", { keyPath: "session" });
      request.result.createObjectStore("facts", { keyPath: "name" });
    };
    return done(request);
  };

  // One deed in one transaction; it counts when the transaction has ended, not when the request was heard.
  const store = async (name, mode, deed) => {
    const database = await open();
    try {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const ended = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
      const result = await done(deed(transaction.objectStore(name)));
      await ended;
      return result;
    } finally {
      database.close();
    }
  };

  const add = (batch) => store("batches", "readwrite", (place) => place.put(batch));
  const remove = (key) => store("batches", "readwrite", (place) => place.delete(key));
  const all = async () => (await store("batches", "readonly", (place) => place.getAll())).sort((a, b) => a.at - b.at);
  const keepDraft = (draft) => store("drafts", "readwrite", (place) => place.put(draft));
  const draft = (session) => store("drafts", "readonly", (place) => place.get(session));
  const dropDraft = (session) => store("drafts", "readwrite", (place) => place.delete(session));
  const fact = async (name) => (await store("facts", "readonly", (place) => place.get(name)))?.value;
  const keepFact = (name, value) => store("facts", "readwrite", (place) => place.put({ name, value }));

  const count = (batches) => batches.reduce((sum, batch) => sum + batch.marks.length, 0);

  // Names on this phone go: registers and drafts. Marks that have not gone out hold no name and stay, unless all is asked for.
  const wipe = async (everything) => {
    await caches.delete(REGISTERS);
    for (const name of everything ? ["drafts", "batches", "facts"] : ["drafts", "facts"]) {
      await store(name, "readwrite", (place) => place.clear());
    }
  };

  // Another person on the same phone: names of the one before go, marks that wait for her stay. Says whether it was another.
  const onlyFor = async (who) => {
    const before = await fact("who");
    const another = Boolean(before && before !== who);
    if (another) await wipe(false);
    if (before !== who) await keepFact("who", who);
    return another;
  };

  /** The learner's day that this phone keeps and that holds at this moment. */
  const day = async () => {
    const cache = await caches.open(REGISTERS);
    const now = Date.now();
    for (const address of DAYS) {
      const kept = await cache.match(address);
      if (kept && Number(kept.headers.get("Onward-From")) <= now && now < Number(kept.headers.get("Onward-Until"))) return kept;
    }
    return undefined;
  };

  const ask = async (address, options) => {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    // A way to the sign-in page instead of an answer: nobody is signed in any more.
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signin" };
    if (answer.status >= 500) return { state: "down" };
    const body = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : null;
    return { state: answer.ok ? "ok" : "refused", status: answer.status, body };
  };

  const post = async (batch, token) => {
    const now = Date.now();
    const marks = batch.marks.map(({ id, mark, time, at }) => ({ id, mark, time, ago: Math.max(0, now - at) }));
    return ask(batch.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ key: batch.key, seen: batch.seen, reason: batch.reason, marks }),
    });
  };

  const sendOne = async (batch, pass) => {
    const answer = await post(batch, pass.token);
    if (answer.state === "ok") {
      await remove(batch.key);
      return { ...answer, key: batch.key, session: batch.session };
    }
    // A refusal that a person has to look at. Without a sentence of ours it was not our door that refused: it is tried again.
    if (answer.state === "refused" && answer.body?.sentence) {
      await add({ ...batch, refused: answer.body.sentence });
      return { ...answer, key: batch.key, session: batch.session };
    }
    return answer.state === "refused" ? { state: "down" } : answer;
  };

  const sendAll = async (passAddress) => {
    const waiting = (await all()).filter((batch) => !batch.refused);
    if (!waiting.length) return { state: "empty", answers: [] };
    const answers = [];
    try {
      const pass = await ask(passAddress);
      if (pass.state !== "ok") return { state: pass.state === "refused" ? "down" : pass.state, answers };
      const mine = waiting.filter((batch) => batch.who === pass.body.who);
      for (const batch of mine) {
        const answer = await sendOne(batch, pass.body);
        if (answer.state === "ok" || answer.body) answers.push(answer);
        else return { state: answer.state, answers };
      }
      return { state: mine.length < waiting.length ? "other" : "sent", answers };
    } catch (trouble) {
      // No network: fetch says so with a TypeError. Anything else is ours and must be seen.
      if (!(trouble instanceof TypeError)) throw trouble;
      return { state: navigator.onLine === false ? "waiting" : "down", answers };
    }
  };

  // One sender at a time, in whichever tab or worker it runs.
  const send = (passAddress = "/register/pass") => (
    navigator.locks ? navigator.locks.request("onward-send", () => sendAll(passAddress)) : sendAll(passAddress)
  );

  return { REGISTERS, DAYS, add, remove, all, count, keepDraft, draft, dropDraft, onlyFor, day, wipe, ask, send };
})();
