// Keys for staff: / searches, ? shows the keys of the page, g and then a letter goes to a place (data-key on links).
const writing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
let going = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const search = [...document.querySelectorAll("[data-search]")].find((input) => input.offsetParent);
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (keys?.showModal) keys.showModal();
    return;
  }
  if (event.key === "g") {
    going = Date.now();
    return;
  }
  if (Date.now() - going < 1500) {
    going = 0;
    const place = document.querySelector(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (place) {
      event.preventDefault();
      place.click();
    }
  }
});
