// The errors of a form that was refused: each tab counts its own, and a field that is changed has none.
const COUNTS = ".w-tabs [data-controller~=w-count]";
const ERRORS = ".error-message, .help-critical";

const form = document.querySelector("form[data-edit-form]");
let isDue = false;

// Wagtail counts when the page is there. The errors of blocks come later, and go when they are mended.
const count = () => {
  isDue = false;
  for (const tab of document.querySelectorAll(COUNTS))
    window.wagtail.app?.getControllerForElementAndIdentifier(tab, "w-count")?.count();
};
const touches = ({ addedNodes, removedNodes }) =>
  [...addedNodes, ...removedNodes].some((node) => node.matches?.(ERRORS) || node.querySelector?.(ERRORS));

// Whether the new content is right, the next saving finds out. It is no longer what the error is about.
const forgive = ({ target, isTrusted }) => {
  if (!isTrusted && target.type !== "hidden") return; // some script puts the form in order
  const field = target.closest?.(".w-field--error");
  if (!field) return;
  field.querySelector(".w-field__errors")?.replaceChildren();
  field.classList.remove("w-field--error");
  field.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
};

if (form) {
  new MutationObserver((changes) => {
    if (isDue || !changes.some(touches)) return;
    isDue = true;
    requestAnimationFrame(count);
  }).observe(form, { childList: true, subtree: true });
  for (const act of ["beforeinput", "input", "change", "cut", "paste"]) form.addEventListener(act, forgive);
  // Draft.js deletes by itself, so that the browser has nothing to tell of it.
  form.addEventListener("keydown", (event) => ["Backspace", "Delete"].includes(event.key) && forgive(event));
}
