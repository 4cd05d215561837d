// After an author has saved a block or thought better of it, back to its lesson.
const back = document.querySelector("[data-back]")?.dataset.back;

document.addEventListener("onward:notify", ({ detail }) => {
  const saved = detail.name === "save" && detail.data?.state === "end";
  if (back && (saved || detail.name === "cancel")) window.location.assign(back);
});
