// Puts pasted blocks into an article's form. A section in which the caret stands is split there. Each
// function returns another one, which restores what was there before.
const FRAGMENT = "data-draftjs-conductor-fragment";

const hasText = (state) => state.getCurrentContent().getPlainText().trim() !== "";

// Draftail inserts at the caret what was copied from another of its editors, which it knows by this.
function insertFragment(editor, raw, state = editor.getEditorState()) {
  const box = document.createElement("div");
  box.setAttribute(FRAGMENT, JSON.stringify(raw));
  editor.handlePastedText("", box.outerHTML, state);
}

export function insertAtCaret(editor, raw) {
  const before = editor.getEditorState();
  insertFragment(editor, raw);
  return () => editor.onChange(before);
}

// Two texts as one. The numbers of links in the second begin after those of the first.
function joined(first, second) {
  const offset = Object.keys(first.entityMap).length;
  const entityMap = { ...first.entityMap };
  for (const [key, entity] of Object.entries(second.entityMap)) entityMap[Number(key) + offset] = entity;
  const blocks = second.blocks.map((block) => ({
    ...block,
    entityRanges: block.entityRanges.map((range) => ({ ...range, key: range.key + offset })),
  }));
  return { blocks: [...first.blocks, ...blocks], entityMap };
}

// The blocks with the text that stood behind the caret at their end.
function withRest(blocks, rest) {
  if (!hasText(rest)) return blocks;
  const last = blocks.at(-1);
  if (last?.type !== "paragraph" || typeof last.value !== "string") {
    return [...blocks, { type: "paragraph", value: rest, id: crypto.randomUUID() }];
  }
  const raw = joined(JSON.parse(last.value), window.Draftail.serialiseEditorStateToRaw(rest));
  return [...blocks.slice(0, -1), { ...last, value: JSON.stringify(raw) }];
}

// Where an editor stands: the sections of the article, the section, its blocks, the block of text.
export function placeOf(input) {
  for (const root of document.querySelectorAll("[id$='-root']")) {
    const stream = root.rootBlock;
    const section = stream?.children?.find(({ element }) => element.contains(input));
    const content = section?.block.childBlocks?.content;
    const text = content?.children?.find(({ element }) => element.contains(input));
    if (text?.type === "paragraph") return { stream, section, content, text };
  }
  return null;
}

// Comments of colleagues stay with the blocks that move.
function moveComments(from, to) {
  const app = window.comments?.commentApp;
  const [old, now] = [from.getContentPath(), to.getContentPath()];
  if (!app || !old || !now) return;
  for (const { localId, contentpath } of app.store.getState().comments.comments.values()) {
    if (contentpath === old || contentpath.startsWith(`${old}.`)) {
      app.updateContentPath(localId, now + contentpath.slice(old.length));
    }
  }
}

const onlyText = ({ before, sections }) =>
  !sections.length && before.every(({ type }) => type === "paragraph") && before.length < 2;

export function insertInSection({ stream, section, content, text }, editor, { before, sections }) {
  if (onlyText({ before, sections })) {
    return before.length ? insertAtCaret(editor, JSON.parse(before[0].value)) : () => {};
  }
  const kept = content.getState();
  if (!editor.getEditorState().getSelection().isCollapsed()) {
    insertFragment(editor, { blocks: [{ text: "", type: "unstyled", depth: 0, inlineStyleRanges: [], entityRanges: [] }], entityMap: {} });
  }
  const { stateBefore, stateAfter } = window.draftail.splitState(editor.getEditorState());
  const [first, ...others] = before;
  let blocks = before;
  if (first?.type === "paragraph") {
    // The caret of a text that was split stands at its beginning.
    insertFragment(editor, JSON.parse(first.value), stateBefore.constructor.moveSelectionToEnd(stateBefore));
    blocks = others;
  } else {
    editor.onChange(stateBefore);
  }
  const moving = sections.length ? content.children.slice(text.index + 1) : [];
  if (!sections.length) blocks = withRest(blocks, stateAfter);
  blocks.forEach((block, at) => content.insert(block, text.index + 1 + at));

  const made = sections.map((one, at) => {
    const isLast = at === sections.length - 1;
    const state = isLast ? { ...one, value: { ...one.value } } : one;
    if (isLast) {
      const tail = moving.map((child) => child.getState());
      state.value.content = [...withRest(one.value.content, stateAfter), ...tail];
    }
    return stream.insert(state, section.index + 1 + at);
  });
  const moved = moving.length ? made.at(-1).block.childBlocks.content.children.slice(-moving.length) : [];
  moving.forEach((child, at) => moveComments(child, moved[at]));
  moving.toReversed().forEach((child) => content.deleteBlock(child.index));
  const isEmptied = !hasText(editor.getEditorState()) && content.children.length > 1;
  if (isEmptied) content.deleteBlock(text.index);
  (made[0] ?? content.children[Math.min(text.index, content.children.length - 1)]).focus({ soft: true });

  return () => {
    made.filter((one) => stream.children.includes(one)).toReversed().forEach((one) => stream.deleteBlock(one.index));
    content.setState(kept);
  };
}
