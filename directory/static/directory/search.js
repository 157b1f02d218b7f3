// Two things that htmx leaves undone. Without this script the pages work as they are.

// It notes the address of the page in sessionStorage. A search is health information, so the note is
// taken away again; with a history cache of size 0 htmx has no other use for it.
const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
for (const event of ["DOMContentLoaded", "htmx:pushedIntoHistory", "htmx:historyRestore"]) {
  document.addEventListener(event, forget);
}

// An error that came or went with an answer says so of its field as well.
document.addEventListener("htmx:afterSettle", () => {
  for (const error of document.querySelectorAll(".error[id]")) {
    const field = document.querySelector(`[aria-describedby~="${error.id}"]`);
    if (!field) continue;
    if (error.textContent.trim()) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
});
