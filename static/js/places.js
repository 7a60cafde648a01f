// Leads to a place in a form of the admin: “body.<id of a block>.heading”.

const KINDS = [
  "input:not([type='hidden'], [tabindex='-1']), textarea:not([tabindex='-1']), select, [contenteditable='true']",
  "button:not([disabled], [tabindex='-1'], [data-panel-toggle], [data-comment-add])",
];
const PATIENCE = 2000;

const find = (path) => {
  // A list of forms, such as that of the authors, has no path of its own.
  const list = document.getElementById(`id_${path}-TOTAL_FORMS`);
  if (list) return list.closest("[data-panel]");
  let place = document.querySelector("[data-edit-form]");
  for (const step of path.split(".")) {
    const next = place?.querySelector(`[data-contentpath="${CSS.escape(step)}"]`);
    if (!next) break; // a block that was deleted meanwhile: what it stood in
    place = next;
  }
  return place;
};

const open = (place) => {
  for (let above = place; above; above = above.parentElement) {
    if (above.getAttribute("role") === "tabpanel" && above.hidden) {
      document.querySelector(`[role="tab"][aria-controls="${above.id}"]`)?.click();
    }
    const toggle = above.matches("[data-panel]") ? above.querySelector("[data-panel-toggle]") : null;
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
  }
};

const visible = (place) => {
  for (const kind of KINDS) {
    for (const field of place.querySelectorAll(kind)) if (field.offsetParent) return field;
  }
  return null;
};

const enter = (place) => {
  const field = visible(place);
  (field ?? place).scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
};

export const lead = (path) => {
  const place = find(path);
  if (!place) return;
  open(place);
  const side = document.querySelector("[data-form-side]");
  const room = document.getElementById("main");
  if (side && room && side.offsetWidth > room.offsetWidth * 0.8) {
    side.querySelector("[data-form-side-close-button]")?.click(); // on a small screen it hides the form
  }
  // A tab opens a moment after the click.
  const last = performance.now() + PATIENCE;
  const look = () => {
    if (visible(place) || performance.now() > last) enter(place);
    else requestAnimationFrame(look);
  };
  look();
};
