// A question by keyboard: 1 to 9 choose an answer, 0 says "I don't know", L listens, Enter goes on.
const form = document.querySelector("[data-question]");

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "radio") return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() === "l") {
    document.querySelector(".clip, .sound")?.click();
    return;
  }
  const answers = [...form.querySelectorAll("input[type='radio']")];
  const chosen = event.key === "0" ? answers.at(-1) : answers.slice(0, -1)[Number(event.key) - 1];
  if (!chosen) return;
  chosen.checked = true;
  chosen.focus();
});
