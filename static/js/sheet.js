// Sheets: a link with data-sheet="id" opens <dialog id>; without scripts or dialogs the link goes to its page. The back key closes.
const close = (sheet) => {
  if (sheet.open) sheet.close();
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-sheet]");
  if (opener && !event.ctrlKey && !event.metaKey) {
    const sheet = document.getElementById(opener.dataset.sheet);
    if (!(sheet instanceof HTMLDialogElement) || !sheet.showModal) return;
    event.preventDefault();
    sheet.dispatchEvent(new CustomEvent("fill", { detail: opener.dataset, bubbles: true }));
    sheet.showModal();
    history.pushState({ sheet: sheet.id }, "");
    sheet.addEventListener("close", () => {
      if (history.state?.sheet === sheet.id) history.back();
      // This comes a moment after the sheet has gone: whoever went on meanwhile is not called back.
      if ([null, document.body].includes(document.activeElement)) opener.focus();
    }, { once: true });
    return;
  }
  const closer = event.target.closest?.("[data-close]");
  if (closer) return close(closer.closest("dialog"));
  // A press on the ground beside the sheet.
  if (event.target instanceof HTMLDialogElement && event.target.classList.contains("sheet")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.x && event.clientX <= box.x + box.width && event.clientY >= box.y && event.clientY <= box.y + box.height;
    if (!inside) close(event.target);
  }
});

window.addEventListener("popstate", () => document.querySelectorAll("dialog.sheet[open]").forEach(close));
