// Light or dark: the choice is shown at once and kept in a cookie that the server reads for the next page.
const root = document.documentElement;
const YEAR = 31536000;

document.querySelectorAll("[data-themes]").forEach((group) => { group.hidden = false; });

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-theme-choice]");
  if (!button) return;
  const choice = button.dataset.themeChoice;
  root.dataset.theme = choice;
  const safe = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${choice}; path=/; max-age=${YEAR}; samesite=lax${safe}`;
  document.querySelectorAll("[data-theme-choice]").forEach((other) => {
    if (other.dataset.themeChoice === choice) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  });
});
