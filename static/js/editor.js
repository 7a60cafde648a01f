// A new block of a form is there at once, see css/editor.css.
jQuery.fx.off = true;
