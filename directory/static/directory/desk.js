// Keys for the desk: each goes to the button that is marked with it; the page says which these are.
// A key only moves the focus; Enter presses. The switch on the page turns them off, and no key acts
// while somebody writes. Without this file everything works by the buttons.
(() => {
  const box = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const buttons = [...document.querySelectorAll("button[data-key]:not(:disabled)")];
  if (!box || !on || !buttons.length) return;
  const NAME = "desk-keys";
  box.hidden = false;
  document.getElementById("keys-words").replaceChildren(
    ...buttons.flatMap((button) => {
      const key = document.createElement("kbd");
      key.textContent = button.dataset.key;
      return [key, ` ${button.textContent.trim()}; `];
    }),
  );
  on.checked = localStorage.getItem(NAME) !== "off";
  on.addEventListener("change", () => localStorage.setItem(NAME, on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const button = buttons.find((one) => one.dataset.key === event.key);
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.scrollIntoView({ block: "center" });
  });
})();

// A box that chooses all imports on the page at once.
(() => {
  const all = document.getElementById("choose-all");
  if (!all) return;
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll("input[name=cases]")) box.checked = all.checked;
  });
})();
