// The errors of a form that was refused: each tab counts its own, and a field that is changed has none.
const COUNTS = ".w-tabs [data-controller~=w-count]";
const ERRORS = ".error-message, .help-critical";

// The button in the message about a form that was refused.
const TO_THE_FIRST = "[data-controller~=w-focus]";
const INPUTS = ["[contenteditable=true]", "input:not([type=hidden]), textarea, select", "button"];

const form = document.querySelector("form[data-edit-form]");
let isDue = false;

// Wagtail counts when the page is there. The errors of blocks come later, and go when they are mended.
const count = () => {
  isDue = false;
  for (const tab of document.querySelectorAll(COUNTS))
    window.wagtail.app?.getControllerForElementAndIdentifier(tab, "w-count")?.count();
  document.dispatchEvent(new CustomEvent("wagtail:panel-init")); // the outline at the side counts anew
  if (!form.querySelector(ERRORS)) document.querySelector(`.messages ${TO_THE_FIRST}`)?.closest("li").remove();
};
const touches = ({ addedNodes, removedNodes }) =>
  [...addedNodes, ...removedNodes].some((node) => node.matches?.(ERRORS) || node.querySelector?.(ERRORS));

// Whether the new content is right, the next saving finds out. It is no longer what the error is about.
const forgive = ({ target, isTrusted }) => {
  // Some script puts the form in order. A dialog in which something was chosen writes by a script, too.
  if (!isTrusted && (target.type !== "hidden" || target.matches("[data-draftail-input]"))) return;
  const field = target.closest?.(".w-field--error");
  if (!field) return;
  field.querySelector(".w-field__errors")?.replaceChildren();
  field.classList.remove("w-field--error");
  field.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
};

const inputBeside = (error) => INPUTS
  .flatMap((kind) => Array.from(error.closest(".w-field")?.querySelectorAll(kind) ?? []))
  .find((input) => input.checkVisibility());

if (form) {
  new MutationObserver((changes) => {
    if (isDue || !changes.some(touches)) return;
    isDue = true;
    requestAnimationFrame(count);
  }).observe(form, { childList: true, subtree: true });
  // The button leads to the words. One goes on in the field.
  form.addEventListener("focusin", ({ target }) => target.matches(ERRORS) && inputBeside(target)?.focus({ preventScroll: true }));
  for (const act of ["beforeinput", "input", "change", "cut", "paste"]) form.addEventListener(act, forgive);
  // Draft.js deletes by itself, so that the browser has nothing to tell of it.
  form.addEventListener("keydown", (event) => ["Backspace", "Delete"].includes(event.key) && forgive(event));
}
