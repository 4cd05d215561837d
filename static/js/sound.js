// Reads texts aloud: a recording when there is one, else a voice of the device, else an outline that leads to a person. One sound at a time.
document.documentElement.classList.add("js");

let playing = null; // { button, stop }

const language = (button) => button.dataset.lang || button.closest("[lang]")?.lang || document.documentElement.lang;

const voiceFor = (code) => {
  const short = code.toLowerCase().split("-")[0];
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((voice) => voice.lang.toLowerCase() === code.toLowerCase())
    ?? voices.find((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === short);
};

const show = (button, share) => {
  const ring = button.querySelector(".sound__ring circle + circle");
  if (ring) ring.style.strokeDashoffset = String(100 - 100 * share);
  const bars = button.querySelectorAll(".clip__wave rect");
  bars.forEach((bar, at) => bar.toggleAttribute("data-heard", at < share * bars.length));
};

const end = () => {
  if (!playing) return;
  const { button, stop } = playing;
  playing = null;
  stop();
  button.removeAttribute("data-state");
  show(button, 0);
};

const mute = (button) => {
  button.dataset.state = "mute";
  button.dispatchEvent(new CustomEvent("onward:silent", { bubbles: true }));
  if (button.dataset.ask) window.location.assign(button.dataset.ask);
};

const speak = (button) => {
  const code = language(button);
  const voice = voiceFor(code);
  if (!voice || !button.dataset.say) return mute(button);
  const words = new SpeechSynthesisUtterance(button.dataset.say);
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = 0.9;
  words.onboundary = (event) => show(button, event.charIndex / Math.max(1, button.dataset.say.length));
  words.onend = () => { if (playing?.button === button) end(); };
  words.onerror = words.onend;
  if (!button.querySelector(".sound__tag") && button.dataset.machine) {
    const tag = document.createElement("small");
    tag.className = "sound__tag";
    tag.textContent = button.dataset.machine;
    button.append(tag);
  }
  button.dataset.state = "playing";
  playing = { button, stop: () => window.speechSynthesis.cancel() };
  window.speechSynthesis.speak(words);
};

const play = (button, address) => {
  const sound = new Audio(address);
  sound.ontimeupdate = () => { if (sound.duration) show(button, sound.currentTime / sound.duration); };
  sound.onended = () => { if (playing?.button === button) end(); };
  const failed = () => {
    if (playing?.button !== button) return;
    end();
    speak(button);
  };
  sound.onerror = failed;
  button.dataset.state = "playing";
  playing = { button, stop: () => { sound.onerror = null; sound.pause(); } };
  sound.play().catch(failed);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-sound]");
  if (!button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const again = playing?.button === button;
  end();
  if (again) return;
  const address = button.getAttribute("href") || button.dataset.audio;
  if (address) play(button, address);
  else speak(button);
});

// A phone knows its voices only after a moment; a language without one gets the outline disc from the start.
const mark = () => {
  if (!(window.speechSynthesis?.getVoices() ?? []).length) return;
  document.querySelectorAll("button[data-sound]:not([data-audio])").forEach((button) => {
    if (voiceFor(language(button))) {
      if (button.dataset.state === "mute") button.removeAttribute("data-state");
    } else {
      button.dataset.state = "mute";
    }
  });
};
mark();
window.speechSynthesis?.addEventListener?.("voiceschanged", mark);
window.addEventListener("pagehide", end);
document.querySelectorAll("a[data-sound]").forEach((link) => link.setAttribute("role", "button"));
