import "./editing/errors.js";
import "./editing/form.js";
import "./editing/kept.js";

// A new block of a form is there at once, see css/editor.css.
window.jQuery.fx.off = true;

// The calendar of a date goes with the cursor. It lay over the button that Tab had led to.
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Tab" && target.matches?.("input")) window.jQuery(target).datetimepicker?.("hide");
});
// What is no date became the present minute, and the page that was to wait was published at once. The
// server says so at the field.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.("input")) return;
  window.jQuery(target).data("xdsoft_datetimepicker")?.setOptions({ validateOnBlur: false });
  window.jQuery(target).off("blur.xdsoft");
});
// Wagtail says in a small hint alone why it stopped saving.
document.addEventListener("w-autosave:error", ({ detail }) => {
  if (!detail.response?.is_deleted) return;
  const message = { clear: true, text: detail.text, type: "error" };
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail: message }));
});
