// A new block of a form is there at once, see css/editor.css.
window.jQuery.fx.off = true;
