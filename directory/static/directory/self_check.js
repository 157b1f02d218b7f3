// The safety self-check: says how many are ticked, and clears. It sends nothing and stores nothing.
// Without this script the page works: what to raise is shown by the style sheet.

const boxes = [...document.querySelectorAll(".concerns input")];
const ticked = document.getElementById("ticked");
const clear = document.getElementById("clear");

const say = () => {
  const number = boxes.filter((box) => box.checked).length;
  const {said, none, number: all} = ticked.dataset;
  ticked.textContent = number ? said.replace("{n}", number).replace("{number}", all) : none;
};

const untick = () => {
  for (const box of boxes) box.checked = false;
  say();
};

for (const box of boxes) box.addEventListener("change", say);
clear.addEventListener("click", () => {
  untick();
  boxes[0].focus();
});
clear.hidden = false;

// A browser may keep a whole page for Back, ticks and all.
window.addEventListener("pagehide", untick);
window.addEventListener("pageshow", untick);
say();
