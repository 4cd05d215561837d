// Records a voice in the browser and puts it into the form’s own field for a file. Without a microphone the field stays.
const root = document.querySelector("[data-recorder]");
const types = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

const start = () => {
  const part = (name) => root.querySelector(`[data-recorder-${name}]`);
  const [deck, button, state, player, field] = ["deck", "button", "state", "play", "file"].map(part);
  const input = field.querySelector("input");
  const longest = Number(root.dataset.longest) * 1000;
  let recorder = null;
  let address = null;
  let limit = 0;

  const say = (which) => {
    root.dataset.state = which;
    state.textContent = state.dataset[which];
  };

  const keep = (chunks, type) => {
    const short = type.split(";")[0];
    const sound = new File(chunks, `answer.${short.split("/")[1]}`, { type: short });
    const files = new DataTransfer();
    files.items.add(sound);
    input.files = files.files;
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(sound);
    player.src = address;
    player.hidden = false;
    say("done");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const denied = () => {
    say("denied");
    field.hidden = false;
  };

  const record = async () => {
    document.querySelector("[data-sound][data-state='playing']")?.click();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      denied();
      return;
    }
    const chunks = [];
    const type = types.find((each) => MediaRecorder.isTypeSupported(each)) ?? "";
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 });
    recorder.ondataavailable = (event) => { if (event.data.size) chunks.push(event.data); };
    recorder.onstop = () => {
      window.clearTimeout(limit);
      stream.getTracks().forEach((track) => track.stop());
      keep(chunks, recorder.mimeType || type);
      recorder = null;
    };
    player.hidden = true;
    recorder.start();
    limit = window.setTimeout(() => recorder?.stop(), longest);
    say("running");
  };

  button.addEventListener("click", () => { if (recorder) recorder.stop(); else record(); });
  deck.hidden = false;
  field.hidden = true;
  say("ready");
};

if (root && window.MediaRecorder && navigator.mediaDevices?.getUserMedia) start();
