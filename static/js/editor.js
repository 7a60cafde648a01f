// A new block of a form is there at once, see css/editor.css.
window.jQuery.fx.off = true;

// Wagtail saves by itself what differs from what the form contained at first. It takes note of that
// up to four seconds after the form is there, and twice, so that what was typed meanwhile counted as
// having been there. So it is noted here before the first key, and held to until the first saving.
let untouched = null;
let isSaved = false;
const unsaved = () => window.wagtail.app.queryController("w-unsaved");

document.addEventListener(
  "beforeinput",
  () => {
    const form = unsaved();
    if (form && !isSaved) untouched ??= form.initialFormData ?? form.formData;
  },
  true,
);
document.addEventListener("w-unsaved:watch-edits", () => {
  if (untouched && !isSaved) unsaved().initialFormData = untouched;
});
// While it is captured: before Wagtail takes note of what it has saved.
document.addEventListener("w-autosave:success", () => (isSaved = true), true);
