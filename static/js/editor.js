import "./editing/errors.js";
import "./editing/form.js";
import "./editing/kept.js";

// A new block of a form is there at once, see css/editor.css.
window.jQuery.fx.off = true;

// The calendar of a date goes with the cursor. It lay over the button that Tab had led to.
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Tab" && target.matches?.("input")) window.jQuery(target).datetimepicker?.("hide");
});
// Wagtail says in a small hint alone why it stopped saving.
document.addEventListener("w-autosave:error", ({ detail }) => {
  if (!detail.response?.is_deleted) return;
  const message = { clear: true, text: detail.text, type: "error" };
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail: message }));
});
