/* Inside of a frame: wait for what stands in it, put it up, start its blocks, and tell the page how high they are. */
(function () {
  "use strict";
  const tell = (kind, facts) => window.parent.postMessage({ onward: kind, ...facts }, "*");
  const RUNS = new Set(["", "text/javascript", "application/javascript", "module"]);
  let height = 0;

  function measure() {
    const now = Math.ceil(Math.max(document.body.scrollHeight, document.body.getBoundingClientRect().height));
    if (now !== height) tell("height", { height: (height = now) });
  }

  /* A script that was parsed aside does not run; a new element with the same in it does. One after the other, as written. */
  function run(old) {
    return new Promise((done) => {
      const script = document.createElement("script");
      for (const one of old.attributes) script.setAttribute(one.name, one.value);
      script.textContent = old.textContent;
      script.async = false;
      if (script.src) script.onload = script.onerror = done;
      old.replaceWith(script);
      if (!script.src) done();
    });
  }

  async function put(text, place) {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    const nodes = [...parsed.head.childNodes, ...parsed.body.childNodes].map((one) => document.adoptNode(one));
    place.append(...nodes);
    const scripts = nodes.flatMap((one) =>
      one.nodeType !== 1 ? [] : one.matches("script") ? [one] : [...one.querySelectorAll("script")],
    );
    for (const one of scripts) if (RUNS.has(one.type)) await run(one);
  }

  async function begin(given) {
    document.documentElement.lang = given.lang;
    document.documentElement.dir = given.dir;
    window.OnwardBlocks.tell = tell;
    window.jQuery(document).ajaxSuccess(() => tell("kept", {}));
    window.jQuery(document).ajaxError((_event, answer) => answer.status === 409 && tell("over", {}));
    await put(given.head, document.head);
    await put(given.body, document.body);
    await put(given.foot, document.body);
    window.OnwardBlocks.start(document.body);
    new ResizeObserver(measure).observe(document.body);
    document.addEventListener("load", measure, true);
    measure();
    tell("started", {});
  }

  function heard(event) {
    if (event.source !== window.parent || !event.data || event.data.onward !== "document") return;
    window.removeEventListener("message", heard);
    begin(event.data);
  }

  window.addEventListener("message", heard);
  tell("ready", {});
})();
