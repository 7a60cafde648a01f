// Catches what is pasted into rich text before Draft.js does. What Draft.js would lose goes to the
// server, which answers it in blocks; where a text has headings, the editor chooses.
import { ask, csrfToken } from "./fetch.js";
import { insertAtCaret, insertInSection, placeOf } from "./paste-insert.js";

// What Draft.js drops, or keeps without what it means.
const LOST = [
  "h1", "h2", "h4", "h5", "h6", "[role=heading]", "table", "dl", "blockquote", "pre", "img", "svg",
  "video", "audio", "iframe", "object", "sub", "sup", "ul ul", "ol ol", "ul ol", "ol ul", "input",
  "[style*='vertical-align']", "[style*='mso-']", "[class*=Mso]", "[hidden]", "[style*='display']",
  "[id^=docs-internal]", "a[href^='#']", "style",
].join();
// Draft.js makes an empty paragraph of them.
const EMPTY_START = /^(\s|<(p|div)[^>]*>(\s|&nbsp;|<br[^>]*>|<o:p>|<\/o:p>)*<\/(p|div)>)+/i;
const FRAGMENT = "data-draftjs-conductor-fragment";

const choice = document.getElementById("paste-choice");
const notice = document.getElementById("paste-notice");
let passedOn = null;
let undo = null;

const list = (box, notes) => box.querySelector(".paste-notes").replaceChildren(
  ...notes.map((note) => Object.assign(document.createElement("li"), { textContent: note })),
);

function say(words, notes = [], back = null) {
  undo = back;
  notice.querySelector("p").textContent = words;
  list(notice, notes);
  notice.querySelector("[data-undo]").hidden = !back;
  notice.hidden = false;
}

choice.querySelector("[data-cancel]").addEventListener("click", () => choice.close());
notice.querySelector("[data-close]").addEventListener("click", () => (notice.hidden = true));
notice.querySelector("[data-undo]").addEventListener("click", () => {
  undo();
  say(notice.dataset.undone);
});

// The answer's choices, one button each; resolves with the one that was taken, or with nothing.
const choose = ({ question, choices }) => new Promise((resolve) => {
  choice.querySelector("h2").textContent = question;
  list(choice, choices[0].notes);
  const cancel = choice.querySelector("[data-cancel]");
  const buttons = choices.map((one, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = at ? "button button-secondary" : "button";
    button.textContent = one.label;
    button.addEventListener("click", () => {
      choice.close();
      resolve(one);
    });
    return button;
  });
  cancel.parentNode.replaceChildren(...buttons, cancel);
  choice.addEventListener("close", () => resolve(null), { once: true });
  choice.showModal();
  buttons[0].focus();
});

// Draft.js pastes it, as it would have done at once.
function passOn(target, html, text) {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  passedOn = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  target.dispatchEvent(passedOn);
}

// What the server needs of a clipboard: style sheets say what is bold or raised.
function lean(page) {
  page.querySelectorAll("script, meta, link").forEach((element) => element.remove());
  page.querySelectorAll("img").forEach((image) => image.removeAttribute("src"));
  const styles = [...page.head.querySelectorAll("style")].map((style) => style.outerHTML);
  return styles.join("") + page.body.innerHTML;
}

const knows = ({ blockTypes, inlineStyles, entityTypes }) =>
  [...blockTypes, ...inlineStyles, ...entityTypes].map(({ type }) => type).join();

async function paste(input, target, page, html, text) {
  const editor = input.draftailEditor;
  const place = placeOf(input);
  const fields = new FormData();
  fields.set("html", lean(page));
  fields.set("place", place ? "section" : "field");
  fields.set("knows", knows(editor.props));
  let answer;
  try {
    answer = await (await ask(choice.dataset.address, { fields, token: csrfToken() })).json();
  } catch {
    passOn(target, html, text);
    say(notice.dataset.failed);
    return;
  }
  const { choices } = answer;
  const chosen = choices.length > 1 ? await choose(answer) : choices[0];
  if (!chosen) {
    editor.focus();
    return;
  }
  const back = place
    ? insertInSection(place, editor, chosen)
    : insertAtCaret(editor, JSON.parse(chosen.text));
  // Wagtail saves by itself what has changed, and looks for changes upon this.
  input.form.dispatchEvent(new Event("change", { bubbles: true }));
  say(notice.dataset.done, chosen.notes, () => {
    back();
    input.form?.dispatchEvent(new Event("change", { bubbles: true }));
    document.querySelector("form[data-edit-form]")?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

document.addEventListener("paste", (event) => {
  const wrapper = event.target.closest?.("[data-draftail-editor-wrapper]");
  const input = wrapper && [...wrapper.parentNode.children].find((one) => one.draftailEditor);
  if (!input || event === passedOn || !event.target.closest("[contenteditable=true]")) return;
  const html = event.clipboardData.getData("text/html");
  if (!html || html.includes(FRAGMENT)) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  const text = event.clipboardData.getData("text/plain");
  const whole = page.body.innerHTML.replace(/<!--.*?-->/gs, "").trim();
  const trimmed = whole.replace(EMPTY_START, "");
  const isLost = page.querySelector(LOST);
  if (!isLost && trimmed === page.body.innerHTML) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isLost) paste(input, event.target, page, html, text);
  else passOn(event.target, trimmed, text);
}, true);
