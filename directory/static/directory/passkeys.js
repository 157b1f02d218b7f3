// Passkeys: shows their buttons where the browser has them, and says so when one could not be used.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) {
    part.hidden = !window.PublicKeyCredential;
  }
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // it would otherwise be written to the console, and nowhere else
  document.getElementById("passkey-problem").hidden = false;
});
