// A question by keyboard: 1 to 9 choose an answer, 0 says "I don't know", L listens, Enter goes on. Words are put in order by touch.
const form = document.querySelector("[data-question]");
const dontKnow = form?.querySelector("[name='given'][value='dont_know']");

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !["radio", "checkbox"].includes(event.target.type)) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input:not([type='radio'], [type='checkbox']), textarea, select")) return;
  if (event.key.toLowerCase() === "l") {
    document.querySelector(".clip, .asking__said .sound, .sound")?.click();
    return;
  }
  const answers = [...form.querySelectorAll("input[type='radio'][name='given']:not([value='dont_know'])")];
  const chosen = event.key === "0" ? dontKnow : answers[Number(event.key) - 1];
  if (!chosen) return;
  chosen.checked = true;
  chosen.focus();
});

// Whoever writes or chooses something does know something.
form?.addEventListener("input", (event) => {
  if (dontKnow?.type === "checkbox" && event.target !== dontKnow) dontKnow.checked = false;
});

// A sound that does not come is no question that somebody cannot answer; and without network an answer stays where it is.
const trouble = form?.querySelector("[data-trouble]");

const tell = (which) => {
  trouble.querySelector("span").textContent = trouble.dataset[which] ?? "";
  trouble.hidden = !which;
};

if (trouble) {
  form.addEventListener("click", (event) => { if (event.target.closest("[data-sound]")) tell(); }, true);
  form.addEventListener("onward:silent", (event) => { if (event.target.hasAttribute("href")) tell("silent"); });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine !== false) return;
    event.preventDefault();
    event.stopPropagation();
    tell("away");
  });
  window.addEventListener("online", () => tell());
}

// Whoever listens to the instruction sees once more how it is done.
form?.querySelector(".spoken--question [data-sound]")?.addEventListener("click", () => {
  const showing = form.querySelector("[data-showing]");
  const again = showing?.cloneNode(true);
  showing?.replaceWith(again);
  again?.removeAttribute("hidden");
});

const ordering = form?.querySelector("[data-order]");

if (ordering) {
  const line = ordering.querySelector("[data-order-line]");
  const words = [...ordering.querySelectorAll("[data-order-word]")].map((row) => {
    const list = row.querySelector("select");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ordering__tile";
    button.append(...row.querySelector("label").childNodes);
    row.replaceChildren(button, list);
    list.hidden = true;
    return { row, list, button, text: row.dataset.orderWord };
  });
  const put = words.filter(({ list }) => list.value).sort((one, other) => one.list.value - other.list.value);

  const draw = () => {
    words.forEach((word) => {
      const place = put.indexOf(word);
      word.list.value = place < 0 ? "" : String(place + 1);
      word.button.disabled = place >= 0;
    });
    line.replaceChildren(...put.map((word) => {
      const item = document.createElement("li");
      const back = document.createElement("button");
      back.type = "button";
      back.className = "ordering__tile ordering__tile--put";
      back.append(...[...word.button.childNodes].map((node) => node.cloneNode(true)));
      back.setAttribute("aria-label", ordering.dataset.again.replace("TEXT", word.text));
      back.addEventListener("click", () => {
        put.splice(put.indexOf(word), 1);
        draw();
        word.button.focus();
      });
      item.append(back);
      return item;
    }));
    if (put.length) form.dispatchEvent(new Event("input"));
  };

  words.forEach((word) => word.button.addEventListener("click", () => {
    put.push(word);
    draw();
    words.find(({ button }) => !button.disabled)?.button.focus();
  }));
  ordering.dataset.order = "ready";
  line.hidden = false;
  draw();
}
