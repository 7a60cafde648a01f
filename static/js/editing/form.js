// The form in which an editor writes: what it says, and whether that differs from what is saved.
//
// Wagtail compares the form as text. Its rich texts rewrite their JSON once they are there, later on
// a slow machine than when Wagtail takes note of the form: opening a page then saved a draft. So rich
// texts are compared by what they say, and nothing counts as changed before somebody did something.
const RICH = "[data-draftail-input]";
const OURS = ["writing", "writing_sent", "writing_whole"];
const UNTYPED = new Set([...OURS, "csrfmiddlewaretoken", "next", "loaded_revision_id", "loaded_revision_created_at"]);

export const form = document.querySelector("form[data-edit-form]");
// The line that says “Autosave is paused” has a controller of the same name.
export const controller = (name) => window.wagtail.app.getControllerForElementAndIdentifier(form, name);

const richTexts = () => [...form.querySelectorAll(RICH)].filter((input) => input.name);

// What a rich text says, however it is written down.
const said = new WeakMap();
const say = (input) => {
  const [raw, known] = said.get(input) ?? [];
  if (raw === input.value) return known;
  let words = input.value;
  try {
    const content = JSON.parse(words);
    words = JSON.stringify(
      (content?.blocks ?? []).map((block) => [
        block.type,
        block.depth ?? 0,
        block.text,
        (block.inlineStyleRanges ?? []).filter(({ style }) => !style.startsWith("COMMENT-"))
          .map(({ offset, length, style }) => [offset, length, style].join()).toSorted(),
        (block.entityRanges ?? []).map(({ offset, length, key }) => {
          const { type, data } = content.entityMap[key];
          return [offset, length, type, Object.entries(data).toSorted()];
        }),
      ]).filter(([, , text, , entities]) => text.trim() || entities.length || content.blocks.length > 1),
    );
  } catch { /* It is no JSON, and stands for itself. */ }
  said.set(input, [input.value, words]);
  return words;
};

// Everything that the form says, as one text to compare.
const textOf = (unsaved) => {
  const prototype = Object.getPrototypeOf(unsaved);
  const all = new URLSearchParams(Reflect.get(prototype, "formData", unsaved));
  OURS.forEach((name) => all.delete(name));
  richTexts().forEach((input) => all.has(input.name) && all.set(input.name, say(input)));
  return all.toString();
};
export const state = () => textOf(controller("w-unsaved"));

// What was typed, as the server takes it. Comments have a life of their own, files have no text.
export const fields = () => [...new FormData(form)].filter(
  ([name, value]) => typeof value === "string" && !UNTYPED.has(name) && !name.startsWith("comments-"),
);

// A rich text writes what was typed into the form a quarter of a second later. This does it now.
const written = new WeakMap();
export const flush = () => {
  for (const input of richTexts()) {
    const editor = input.draftailEditor?.getEditorState?.();
    const content = editor?.getCurrentContent();
    if (!content || written.get(input) === content) continue;
    written.set(input, content);
    const raw = window.Draftail.serialiseEditorStateToRaw(editor);
    for (const block of raw?.blocks ?? [])
      block.inlineStyleRanges = block.inlineStyleRanges.filter(({ style }) => !/^(COMMENT-|STYLE_RERENDER)/.test(style));
    input.rawContentState = raw;
    input.value = JSON.stringify(raw);
  }
};

// --- What is saved ------------------------------------------------------------------------------
let isTouched = false;
let untouched = null;
let isSaved = false;
let sent = null;

// The form came back from the server with errors: what stands in it is saved nowhere.
export const isRefused = form?.dataset.wUnsavedForceValue === "true";
export const touched = () => isTouched || isRefused;
// What is saved as far as is known here.
export const saved = () => {
  if (isSaved) return controller("w-unsaved").initialFormData;
  return isRefused ? null : untouched;
};
// What is saved has come to be known by another way than Wagtail's answer.
export const count = (text) => {
  isSaved = true;
  Object.assign(controller("w-unsaved"), { initialFormData: text, previousFormData: text });
};

const watch = () => {
  const unsaved = controller("w-unsaved");
  if (unsaved && !Object.hasOwn(unsaved, "formData"))
    Object.defineProperty(unsaved, "formData", { get: () => textOf(unsaved) });
  return unsaved;
};

// Wagtail takes note of the form up to four seconds after it is there, and twice, so that what was done
// meanwhile counted as having been there. So it is noted here before the first key or click.
const before = ({ isTrusted }) => {
  if (!isTrusted || isTouched || !form) return;
  const unsaved = watch();
  if (!unsaved) return;
  isTouched = true;
  untouched ??= unsaved.formData;
};
for (const act of ["pointerdown", "keydown", "beforeinput", "input", "change", "paste", "drop"])
  document.addEventListener(act, before, true);

// Wagtail does not watch a form that was refused. What is corrected in it was not saved by itself.
const watchRefused = () => {
  const unsaved = watch();
  if (!isRefused || !unsaved?.forceValue) return;
  unsaved.forceValue = false;
  unsaved.initialFormData = "unsaved"; // no form says that
  unsaved.checkIntervalValueChanged(unsaved.checkIntervalValue);
};

if (form) {
  document.addEventListener("w-unsaved:ready", watchRefused);
  if (window.wagtail?.app) watchRefused();
  document.addEventListener("w-unsaved:watch-edits", () => {
    if (!isSaved && isTouched) controller("w-unsaved").initialFormData = untouched;
  });
  document.addEventListener("w-unsaved:add", (event) => {
    const unsaved = controller("w-unsaved");
    if (!touched()) {
      // Some script put the form in order. Nobody wrote.
      event.stopImmediatePropagation();
      event.preventDefault();
      unsaved.initialFormData = unsaved.formData;
      return;
    }
    flush();
  }, true);

  document.addEventListener("w-autosave:save", ({ detail: { formData } }) => {
    flush();
    for (const input of richTexts()) if (formData.has(input.name)) formData.set(input.name, input.value);
    sent = state();
  }, true);
  // Wagtail takes what stands in the form when the answer comes for what was saved. What was typed
  // while it was under way was left unsaved until somebody typed on.
  document.addEventListener("w-autosave:success", ({ detail: { data } }) => {
    if (sent === null) return;
    const arrived = new URLSearchParams(sent);
    for (const [name, value] of Object.entries(data.field_updates ?? {}))
      if (form.elements.namedItem(name)) arrived.set(name, value);
    count(arrived.toString());
  });

  // Before anything is sent, also by the keyboard.
  document.addEventListener("submit", flush, true);
  form.addEventListener("focusout", flush);
}
