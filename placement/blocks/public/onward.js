// Onward's blocks in the browser: listening, choosing, ordering, tracing, recording, and the author's form. The server draws and scores.
(() => {
  if (window.OnwardBlock) return;

  // --- sound: a recording when there is one, else a voice of the device. One at a time. ---
  let playing = null;

  const languageOf = (button) => button.dataset.lang || button.closest("[lang]")?.lang || document.documentElement.lang || "en";
  const voiceFor = (code) => (window.speechSynthesis?.getVoices() ?? [])
    .find((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === code.toLowerCase().split("-")[0]);

  const show = (button, share) => {
    const bars = button.querySelectorAll(".ob-clip__wave rect");
    bars.forEach((bar, at) => bar.toggleAttribute("data-heard", at < share * bars.length));
  };

  // The wave of a listening question is only a picture, so it is drawn here and not sent.
  const HEIGHTS = [12, 26, 40, 24, 50, 34, 56, 30, 46, 20, 52, 32, 14, 40, 56, 44, 26, 36, 50, 30, 40, 24, 14];
  const drawWave = (wave) => wave.replaceChildren(...HEIGHTS.map((height, at) => {
    const bar = document.createElementNS(wave.namespaceURI, "rect");
    Object.entries({ x: at * 10.4, y: (60 - height) / 2, width: 5, height, rx: 2.5 }).forEach(([name, value]) => bar.setAttribute(name, value));
    return bar;
  }));

  const quiet = () => {
    if (!playing) return;
    const { button, stop } = playing;
    playing = null;
    stop();
    button.removeAttribute("data-state");
    show(button, 0);
  };

  const speak = (button) => {
    const voice = voiceFor(languageOf(button));
    if (!voice || !button.dataset.say) {
      button.removeAttribute("data-state");
      return;
    }
    const words = new SpeechSynthesisUtterance(button.dataset.say);
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.9;
    words.onend = () => { if (playing?.button === button) quiet(); };
    words.onerror = words.onend;
    if (!button.querySelector(".ob-sound__tag")) {
      const tag = document.createElement("small");
      tag.className = "ob-sound__tag";
      tag.textContent = button.dataset.machine ?? "";
      button.append(tag);
    }
    button.dataset.state = "playing";
    playing = { button, stop: () => window.speechSynthesis.cancel() };
    window.speechSynthesis.speak(words);
  };

  const play = (button) => {
    const sound = new Audio(button.dataset.audio);
    const failed = () => {
      if (playing?.button !== button) return;
      quiet();
      speak(button);
    };
    sound.ontimeupdate = () => { if (sound.duration) show(button, sound.currentTime / sound.duration); };
    sound.onended = () => { if (playing?.button === button) quiet(); };
    sound.onerror = failed;
    button.dataset.state = "playing";
    playing = { button, stop: () => { sound.onerror = null; sound.pause(); } };
    sound.play().catch(failed);
  };

  const listen = (button) => {
    const again = playing?.button === button;
    quiet();
    if (again) return;
    if (button.dataset.audio) play(button);
    else speak(button);
  };

  // A button that only a voice of the device could serve is hidden where the device has none in this language.
  const markVoices = (root) => root.querySelectorAll("[data-ob-sound][data-audio='']").forEach((button) => {
    if (voiceFor(languageOf(button))) button.removeAttribute("data-state");
    else button.dataset.state = "mute";
  });

  // --- sending ---
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1] ?? "";

  const send = (address, body, type) => new Promise((done, failed) => {
    // jQuery, where the page has it, adds what its system wants of every request.
    if (window.jQuery?.ajax) {
      window.jQuery.ajax({ url: address, type: "POST", data: body, contentType: type, processData: false, dataType: "json" })
        .done(done)
        .fail((answer) => failed(new Error(answer.responseJSON?.error ?? "")));
      return;
    }
    fetch(address, { method: "POST", body, headers: { "Content-Type": type, "X-CSRFToken": cookie("csrftoken") }, credentials: "same-origin" })
      .then(async (answer) => {
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) done(said);
        else failed(new Error(said.error ?? ""));
      })
      .catch(() => failed(new Error("")));
  });

  // --- ways of answering ---
  const ordering = (box, changed) => {
    const line = box.querySelector("[data-ob-line]");
    const words = [...box.querySelectorAll("[data-ob-word]")];
    const put = words.filter((word) => word.dataset.put).sort((one, other) => one.dataset.put - other.dataset.put);
    const fixed = words.every((word) => word.disabled);
    const draw = () => {
      words.forEach((word) => word.toggleAttribute("data-gone", put.includes(word)));
      line.replaceChildren(...put.map((word) => {
        const item = document.createElement("li");
        const back = document.createElement("button");
        back.type = "button";
        back.className = "ob-tile ob-tile--put";
        back.disabled = fixed;
        back.append(...[...word.childNodes].map((node) => node.cloneNode(true)));
        back.setAttribute("aria-label", box.dataset.again.replace("TEXT", word.dataset.text));
        back.addEventListener("click", () => {
          put.splice(put.indexOf(word), 1);
          draw();
          word.focus();
        });
        item.append(back);
        return item;
      }));
      box.dataset.given = put.map((word) => word.dataset.obWord).join(" ");
    };
    words.forEach((word) => word.addEventListener("click", () => {
      put.push(word);
      draw();
      changed();
      words.find((one) => !one.hasAttribute("data-gone"))?.focus();
    }));
    draw();
  };

  const tracing = (box, changed) => {
    const [pad, ink, pen, wipeButton, kept] = ["pad", "ink", "pen", "wipe", "strokes"].map((part) => box.querySelector(`[data-ob-${part}]`));
    const inside = (value) => Math.min(Math.max(value, 0), 100);
    let strokes = [];
    let current = null;
    let pointer = null;
    let at = [50, 50];
    let down = false;
    const place = (event) => {
      const area = pad.getBoundingClientRect();
      return [inside(((event.clientX - area.left) / area.width) * 100), inside(((event.clientY - area.top) / area.height) * 100)];
    };
    const written = (points) => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    const keep = () => {
      kept.value = strokes.map(({ points }) => written(points)).join(";");
      wipeButton.hidden = strokes.length === 0;
      changed();
    };
    const add = (point) => {
      const last = current.points.at(-1);
      if (last && Math.hypot(last[0] - point[0], last[1] - point[1]) < 0.6) return;
      current.points.push(point);
      current.line.setAttribute("points", written(current.points.length > 1 ? current.points : [point, point]));
    };
    const begin = (point) => {
      const line = document.createElementNS(ink.namespaceURI, "polyline");
      ink.append(line);
      current = { points: [], line };
      strokes.push(current);
      add(point);
    };
    const lift = () => {
      down = false;
      pen.classList.remove("ob-tracing__pen--down");
    };
    pad.addEventListener("pointerdown", (event) => {
      if (pointer !== null || event.button > 0) return;
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      pointer = event.pointerId;
      begin(place(event));
    });
    pad.addEventListener("pointermove", (event) => {
      if (event.pointerId === pointer) (event.getCoalescedEvents?.() ?? [event]).forEach((one) => add(place(one)));
    });
    ["pointerup", "pointercancel"].forEach((name) => pad.addEventListener(name, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = null;
      keep();
    }));
    const moves = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] };
    const start = pad.querySelector("circle");
    if (start) at = [Number(start.getAttribute("cx")), Number(start.getAttribute("cy"))];
    pad.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        down = !down;
        pen.classList.toggle("ob-tracing__pen--down", down);
        if (down) begin(at);
        else keep();
      } else if (moves[event.key]) {
        at = [inside(at[0] + moves[event.key][0]), inside(at[1] + moves[event.key][1])];
        if (down) add(at);
      } else {
        return;
      }
      event.preventDefault();
      pen.removeAttribute("hidden");
      pen.setAttribute("cx", at[0]);
      pen.setAttribute("cy", at[1]);
    });
    pad.addEventListener("blur", () => {
      if (!down) return;
      lift();
      keep();
    });
    wipeButton.addEventListener("click", () => {
      strokes = [];
      current = null;
      lift();
      ink.replaceChildren();
      keep();
      pad.focus();
    });
  };

  const recorder = (box, changed) => {
    const [deck, button, state, player, field] = ["deck", "record", "state", "play", "file"].map((part) => box.querySelector(`[data-ob-${part}]`));
    const types = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
    let running = null;
    let limit = 0;
    let address = "";
    const say = (which) => {
      box.dataset.state = which;
      state.textContent = state.dataset[which];
    };
    const keep = (sound) => {
      box.sound = sound;
      if (address) URL.revokeObjectURL(address);
      address = URL.createObjectURL(sound);
      player.src = address;
      player.hidden = false;
      changed();
    };
    const record = async () => {
      quiet();
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        say("denied");
        field.hidden = false;
        return;
      }
      const chunks = [];
      const type = types.find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
      running = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 });
      running.ondataavailable = (event) => { if (event.data.size) chunks.push(event.data); };
      running.onstop = () => {
        window.clearTimeout(limit);
        stream.getTracks().forEach((track) => track.stop());
        const sound = new Blob(chunks, { type: (running.mimeType || type).split(";")[0] });
        running = null;
        say("done");
        keep(sound);
      };
      player.hidden = true;
      running.start();
      limit = window.setTimeout(() => running?.stop(), Number(box.dataset.longest) * 1000);
      say("running");
    };
    field.querySelector("input").addEventListener("change", (event) => { if (event.target.files[0]) keep(event.target.files[0]); });
    button.addEventListener("click", () => { if (running) running.stop(); else record(); });
    if (window.MediaRecorder && navigator.mediaDevices?.getUserMedia) {
      deck.hidden = false;
      field.hidden = true;
      say("ready");
    }
  };

  // What a form says: "I don't know", one option, several chosen or written texts, an order, a drawing.
  const given = (form) => {
    if (form.querySelector("[data-name='dont-know']:checked")) return null;
    const order = form.querySelector("[data-ob-order]");
    if (order) return order.dataset.given ? order.dataset.given.split(" ") : [];
    const strokes = form.querySelector("[data-ob-strokes]");
    if (strokes) return strokes.value ? strokes.value.split(";") : [];
    const parts = [...form.querySelectorAll("[data-ob-part]")];
    if (parts.length) return parts.map((part) => part.querySelector("input:checked")?.value ?? "");
    const written = [...form.querySelectorAll("[data-ob-gap]")];
    if (written.length) return written.map((field) => field.value);
    const chosen = form.querySelector("[data-name='given']:checked");
    return chosen ? Number(chosen.value) : "";
  };

  const rated = (form) => {
    const chosen = (row) => Number(row.querySelector("input:checked")?.value ?? NaN);
    const points = form.querySelector("[data-ob-points]");
    if (points) return { points: chosen(points) };
    return { scores: Object.fromEntries([...form.querySelectorAll("[data-ob-criterion]")].map((row) => [row.dataset.obCriterion, chosen(row)])) };
  };

  // --- the author's form ---
  const fieldsOf = (box) => {
    const found = {};
    const own = (element) => (element.parentElement.closest("[data-row]") ?? element.closest("[data-body], [data-settings]")) === box;
    box.querySelectorAll("[data-field]").forEach((field) => {
      if (own(field)) found[field.dataset.field] = field.type === "checkbox" ? field.checked : field.value;
    });
    box.querySelectorAll("[data-list]").forEach((list) => {
      if (own(list)) found[list.dataset.list] = [...list.querySelector(":scope > [data-rows]").children].map(fieldsOf);
    });
    return found;
  };

  const refuse = (form, sentences) => {
    const box = form.querySelector("[data-ob-refused]");
    if (!box) return;
    box.hidden = sentences.length === 0;
    if (box.tagName === "UL") {
      box.replaceChildren(...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
    } else {
      box.textContent = sentences.join(" ");
    }
  };

  const start = (runtime, root, frame) => {
    const address = (handler) => runtime.handlerUrl(root, handler);
    // Whatever stands around the block may want to know that something was kept.
    const kept = () => root.dispatchEvent(new CustomEvent("onward:kept", { bubbles: true }));

    const draw = (html) => {
      quiet();
      const made = document.createElement("template");
      made.innerHTML = html.trim();
      const next = made.content.firstElementChild;
      frame.replaceWith(next);
      start(runtime, root, next);
      const first = next.querySelector("[data-ob-focus]") ?? next.querySelector("input, textarea, select, button:not([data-ob-sound])");
      first?.focus({ preventScroll: false });
    };

    const busy = (form, on) => form.querySelectorAll("button[type='submit']").forEach((button) => {
      button.disabled = on;
      button.toggleAttribute("aria-busy", on);
    });

    const post = async (form, handler, body, type = "application/json") => {
      busy(form, true);
      refuse(form, []);
      try {
        const answer = await send(address(handler), body, type);
        if (answer.html) draw(answer.html);
        kept();
        return answer;
      } catch (failed) {
        refuse(form, [failed.message || frame.dataset.broken]);
        return null;
      } finally {
        busy(form, false);
      }
    };

    frame.querySelectorAll("[data-at]").forEach((part) => {
      const [x, y, width, height] = part.dataset.at.split(" ");
      Object.assign(part.style, { left: `${x}%`, top: `${y}%`, width: `${width}%`, height: `${height}%` });
    });

    frame.querySelectorAll("form[data-ob-form]").forEach((form) => {
      const dontKnow = form.querySelector("[data-name='dont-know']");
      const knows = () => { if (dontKnow) dontKnow.checked = false; };
      form.querySelectorAll("[data-ob-order]").forEach((box) => ordering(box, knows));
      form.querySelectorAll("[data-ob-trace]").forEach((box) => tracing(box, knows));
      form.querySelectorAll("[data-ob-recorder]").forEach((box) => recorder(box, () => {
        knows();
        box.dispatchEvent(new CustomEvent("onward:recorded", { bubbles: true }));
      }));
      form.addEventListener("input", (event) => {
        if (event.target !== dontKnow) knows();
        else form.querySelectorAll("[data-name='given']:checked").forEach((one) => { one.checked = false; });
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const handler = form.dataset.obForm;
        const recording = form.querySelector("[data-ob-recorder]");
        if (handler === "rate") post(form, "rate", JSON.stringify(rated(form)));
        else if (dontKnow?.checked) post(form, "answer", JSON.stringify({ given: null, ...form.dataset.obItem && { item: form.dataset.obItem } }));
        else if (recording) post(form, handler, recording.sound ?? new Blob([]), recording.sound?.type || "application/octet-stream");
        else post(form, handler, JSON.stringify({ given: given(form), ...form.dataset.obItem && { item: form.dataset.obItem } }));
      });
    });

    // 1 to 9 choose an answer, 0 says "I don't know", L listens, Enter on a choice sends.
    frame.addEventListener("keydown", (event) => {
      const form = event.target.closest("form[data-ob-form]");
      if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
      const picks = event.target.matches("input[type='radio'], input[type='checkbox']");
      if (event.key === "Enter" && picks) {
        event.preventDefault();
        form.requestSubmit();
        return;
      }
      if (event.target.matches("input, textarea, select") && !picks) return;
      if (event.key.toLowerCase() === "l") {
        (frame.querySelector(".ob-clip") ?? frame.querySelector("[data-ob-sound]"))?.click();
        return;
      }
      const answers = [...form.querySelectorAll("[data-name='given']")];
      const chosen = event.key === "0" ? form.querySelector("[data-name='dont-know']") : answers[Number(event.key) - 1];
      if (!chosen || chosen.disabled || form.querySelector("[data-ob-part]")) return;
      chosen.checked = true;
      chosen.focus();
      chosen.dispatchEvent(new Event("input", { bubbles: true }));
    });

    frame.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.matches("[data-ob-sound]")) listen(button);
      if (button.matches("[data-ob-reset]")) post(frame, "reset", "{}");
      if (button.matches("[data-ob-do]")) post(frame, button.dataset.obDo, "{}");
      if (button.matches("[data-ob-remove]")) button.closest("[data-row]").remove();
      if (button.matches("[data-ob-add]")) {
        const list = button.closest("[data-list]");
        const row = list.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
        list.querySelector(":scope > [data-rows]").append(row);
        row.querySelector("[data-field]")?.focus();
      }
    });

    // A recording for oneself: what was hidden until then appears, and the block is done.
    frame.addEventListener("onward:recorded", (event) => {
      const form = event.target.closest("form[data-ob-form='recorded']");
      if (!form) return;
      frame.querySelectorAll("[data-ob-after]").forEach((part) => { part.hidden = false; });
      const sound = event.target.sound;
      if (form.hasAttribute("data-ob-keep")) send(address("recorded"), sound, sound.type).then(kept).catch((failed) => refuse(form, [failed.message || frame.dataset.broken]));
      else send(address("done"), "{}", "application/json").then(kept).catch((failed) => refuse(form, [failed.message || frame.dataset.broken]));
    });

    frame.querySelectorAll("form[data-ob-studio]").forEach((form) => form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = form.querySelector("[data-olx]");
      const body = text ? { olx: text.value } : { settings: fieldsOf(form.querySelector("[data-settings]")), body: fieldsOf(form.querySelector("[data-body]")) };
      if (runtime.notify) runtime.notify("save", { state: "start" });
      const answer = await post(form, "studio_submit", JSON.stringify(body));
      if (!answer) {
        if (runtime.notify) runtime.notify("error", { title: "", message: form.querySelector("[data-ob-refused]").textContent });
        return;
      }
      refuse(form, answer.problems ?? []);
      if (answer.ok) {
        const saved = frame.querySelector("[data-ob-saved]");
        saved.querySelector("span").textContent = answer.said;
        saved.hidden = false;
        saved.focus();
      }
      if (runtime.notify) runtime.notify(answer.ok ? "save" : "error", answer.ok ? { state: "end" } : { title: "", message: (answer.problems ?? []).join(" ") });
    }));

    frame.querySelectorAll(".ob-clip__wave").forEach(drawWave);
    markVoices(frame);
    window.speechSynthesis?.addEventListener?.("voiceschanged", () => markVoices(frame));
  };

  // A function of the old kind: runtimes call it with `new`.
  window.OnwardBlock = function OnwardBlock(runtime, element) {
    const root = element?.jquery ? element[0] : element;
    const frame = root?.matches?.("[data-onward]") ? root : root?.querySelector("[data-onward]");
    if (frame) start(runtime, root, frame);
  };
  window.addEventListener("pagehide", quiet);
})();
