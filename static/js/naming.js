// Gives names to what Wagtail leaves without one, and each kind of block a line on when to use it.
const { lines, cell: CELL } = JSON.parse(
  document.getElementById("article-form-words")?.textContent ?? '{"lines": {}, "cell": ""}',
);

// The box for rich text: by the label of the field that it writes to.
const nameBox = (box) => {
  const input = box.closest("[data-field-input], .w-field__input")?.querySelector("input[id]");
  const label = input && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  const heading = box.closest("[data-panel]")?.querySelector("[data-panel-heading]");
  const named = label ?? heading;
  if (!named) return;
  named.id ||= `${input?.id ?? "box"}-label`;
  box.setAttribute("aria-labelledby", named.id);
};

// A cell of a table: by the heading of its column, or by where it stands.
const nameCell = (input) => {
  const cell = input.closest("td");
  const headings = cell?.closest("table")?.querySelectorAll("thead th");
  if (!headings) return;
  const heading = headings[cell.cellIndex]?.querySelector("input[type='text']")?.value;
  const column = String(cell.cellIndex + 1);
  const row = String(cell.parentElement.sectionRowIndex + 1);
  const name = CELL.replace("{row}", row).replace("{column}", heading || column);
  if (input.getAttribute("aria-label") !== name) input.setAttribute("aria-label", name);
};

const describe = (option) => {
  const words = option.querySelector(".w-combobox__option-text");
  const line = words && lines[words.textContent.trim()];
  if (!line) return;
  words.dataset.line = line;
  option.setAttribute("aria-description", line);
};

const WORK = [
  [".Draftail-Editor [role='textbox']:not([aria-labelledby], [aria-label])", nameBox],
  [".typed-table-block input:not([type='hidden'])", nameCell],
  [".w-combobox__option:not([aria-description])", describe],
  [".w-minimap__list:not([tabindex])", (list) => list.setAttribute("tabindex", "0")],
];

let isDue = false;
const work = () => {
  isDue = false;
  for (const [selector, act] of WORK) document.querySelectorAll(selector).forEach(act);
};
const due = () => {
  if (!isDue) requestAnimationFrame(work);
  isDue = true;
};

if (document.querySelector("[data-edit-form]")) {
  new MutationObserver(due).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("change", due); // the heading of a column
  due();
}
