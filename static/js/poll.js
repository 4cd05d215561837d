// Keeps a piece of a page fresh: <div data-poll="/address" data-every="1000">. The answer is a fragment of HTML that replaces the inside;
// it stops when the fragment holds data-done, waits while the page is hidden, and slows down when the network fails.
const follow = (place) => {
  const every = Math.max(500, Number(place.dataset.every) || 1000);
  let wait = every;
  const look = async () => {
    if (!place.isConnected) return;
    if (document.hidden) {
      document.addEventListener("visibilitychange", look, { once: true });
      return;
    }
    try {
      const answer = await fetch(place.dataset.poll, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const held = document.activeElement && place.contains(document.activeElement) ? document.activeElement.id : "";
      place.innerHTML = await answer.text();
      if (held) document.getElementById(held)?.focus();
      place.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
      wait = every;
      const done = place.querySelector("[data-done]");
      if (done) {
        place.removeAttribute("data-poll");
        if (done.dataset.done) window.location.assign(done.dataset.done);
        return;
      }
    } catch {
      wait = Math.min(wait * 2, 30000);
    }
    window.setTimeout(look, wait);
  };
  window.setTimeout(look, every);
};

document.querySelectorAll("[data-poll]").forEach(follow);
