// Passkeys: shows their buttons where the browser knows them, and says so when one could not be used.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const has = Boolean(window.PublicKeyCredential);
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !has;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = has;
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault(); // it would otherwise be written to the console, and nowhere else
  document.getElementById("passkey-problem").hidden = false;
});
