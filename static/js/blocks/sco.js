/* SCORM's run-time environment for a page that is cut off: it speaks to the same handlers as the page around it, by its own
   address. Values are asked for while the page waits, as SCORM wants it; what it sets is sent when it commits or ends. */
(function (window) {
  "use strict";
  /* A package that is to run in a window of its own is loaded below the button, too, unseen: there it counts for nothing. */
  const unseen = "ownWindow" in document.currentScript.dataset && window.parent !== window.top;
  const start = window.location.pathname.split("/assets_proxy/")[0] + "/";
  const kept = new Map();
  let waiting = [];
  let begun = false;

  function ask(handler, data) {
    if (unseen) return {};
    const request = new XMLHttpRequest();
    request.open("POST", start + handler, false);
    try {
      request.send(JSON.stringify(data));
      return request.status === 200 ? JSON.parse(request.responseText) : null;
    } catch (error) {
      return null;
    }
  }

  function commit() {
    const now = waiting;
    waiting = [];
    if (!now.length || ask("scorm_set_values", now)) return "true";
    waiting = [...now, ...waiting];
    return "false";
  }

  const runtime = {
    initialize() {
      if (begun) return "false";
      begun = true;
      ask("scorm_initialize", {});
      return "true";
    },
    get(name) {
      if (!kept.has(name)) {
        const answer = ask("scorm_get_value", { name, url: "" });
        kept.set(name, answer && answer.value !== null && answer.value !== undefined ? String(answer.value) : "");
      }
      return kept.get(name);
    },
    set(name, value) {
      kept.set(name, String(value));
      waiting.push({ name, value: String(value) });
      return "true";
    },
    commit,
    end() {
      const done = commit();
      ask("scorm_terminate", {});
      begun = false;
      return done;
    },
  };
  const nothing = () => "0";
  const words = () => "";

  window.API = {
    LMSInitialize: runtime.initialize,
    LMSGetValue: runtime.get,
    LMSSetValue: runtime.set,
    LMSCommit: runtime.commit,
    LMSFinish: runtime.end,
    LMSGetLastError: nothing,
    LMSGetErrorString: words,
    LMSGetDiagnostic: words,
  };
  window.API_1484_11 = {
    Initialize: runtime.initialize,
    GetValue: runtime.get,
    SetValue: runtime.set,
    Commit: runtime.commit,
    Terminate: runtime.end,
    GetLastError: nothing,
    GetErrorString: words,
    GetDiagnostic: words,
  };
  window.addEventListener("pagehide", commit);
})(window);
