// The code on the wall: where the browser can read codes, the camera reads learners' cards.
const field = document.querySelector("[data-card]");
const video = document.querySelector("[data-camera]");
const start = document.querySelector("[data-scan]");

if (field && "BarcodeDetector" in self && navigator.mediaDevices) {
  start.hidden = false;
  start.addEventListener("click", async () => {
    const detector = new self.BarcodeDetector({ formats: ["qr_code"] });
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    const look = async () => {
      const [found] = await detector.detect(video);
      if (!found) return window.setTimeout(look, 200);
      for (const track of video.srcObject.getTracks()) track.stop();
      field.value = found.rawValue;
      field.form.requestSubmit();
    };
    look();
  });
}
