// The camera at the door reads a card, where the browser can. Nothing is kept and nothing leaves the device but the code that was read.
const form = document.querySelector("[data-scan]");
const EVERY = 200;

const canRead = async () => {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code");
};

const begin = () => {
  const said = form.querySelector("[data-said]");
  const start = form.querySelector("[data-start]");
  const frame = form.querySelector("[data-camera]");
  const video = frame.querySelector("video");
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  let stream = null;
  let timer = 0;

  const stop = () => {
    window.clearInterval(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };

  const look = async () => {
    if (!stream || video.readyState < 2) return;
    const codes = await detector.detect(video).catch(() => []);
    const card = codes.map((one) => one.rawValue).find((one) => one.includes("/childcare/cards/"));
    if (card) {
      stop();
      said.textContent = said.dataset.found;
      form.elements.token.value = card;
      form.requestSubmit();
    } else if (codes.length) said.textContent = said.dataset.other;
  };

  const open = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch {
      said.textContent = said.dataset.refused;
      return;
    }
    video.srcObject = stream;
    frame.hidden = false;
    start.hidden = true;
    said.textContent = said.dataset.reading;
    await video.play();
    timer = window.setInterval(look, EVERY);
  };

  form.querySelector("[data-ways]").hidden = true;
  said.textContent = "";
  start.hidden = false;
  start.querySelector("button").addEventListener("click", open);
  window.addEventListener("pagehide", stop);
  // Who allowed it once does not press again.
  navigator.permissions?.query({ name: "camera" }).then((known) => known.state === "granted" && open()).catch(() => {});
};

if (form && await canRead()) begin();
