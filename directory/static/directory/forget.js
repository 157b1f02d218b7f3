// htmx notes the address of the page in sessionStorage. A search is health information, so the note is
// taken away again; with a history cache of size 0 htmx has no other use for it.
const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
for (const event of ["DOMContentLoaded", "htmx:pushedIntoHistory", "htmx:historyRestore"]) {
  document.addEventListener(event, forget);
}
