// Counts the characters or words of a field beside it. The panel has the sentences and the number.
const WORD = /[\p{L}\p{N}_]+(?:[\u2019\x27-][\p{L}\p{N}_]+)*/gu;
const PAUSE = 1200;

const attach = (panel) => {
  const { guide, guideMost, guideText, guideOver } = panel.dataset;
  const most = Number(guideMost);
  const seen = document.createElement("p");
  seen.className = "article-guide";
  seen.setAttribute("aria-hidden", "true"); // the pause below says it aloud
  const said = document.createElement("p");
  said.className = "w-sr-only";
  said.setAttribute("role", "status");
  let timer = null;
  let box = null;

  const words = () => box.value ?? box.innerText;
  const count = () =>
    guide === "words" ? (words().match(WORD) ?? []).length : [...words().trim()].length;
  const show = (isTyped) => {
    const number = count();
    const sentence = (number > most ? guideOver : guideText)
      .replace("{count}", String(number))
      .replace("{most}", guideMost);
    if (seen.textContent === sentence) return;
    seen.textContent = sentence;
    seen.classList.toggle("article-guide--over", number > most);
    clearTimeout(timer);
    if (isTyped) timer = setTimeout(() => (said.textContent = sentence), PAUSE);
  };

  const begin = (found) => {
    box = found;
    (panel.querySelector(".w-field__wrapper") ?? panel).append(seen, said);
    if (box.isContentEditable) {
      const watch = { characterData: true, childList: true, subtree: true };
      new MutationObserver(() => show(true)).observe(box, watch);
    } else {
      box.addEventListener("input", () => show(true));
    }
    show(false);
  };

  const plain = panel.querySelector("textarea, input:not([type='hidden'])");
  if (plain) {
    begin(plain);
    return;
  }
  // The box for rich text is made by a script, perhaps a moment later.
  const find = () => panel.querySelector("[contenteditable='true']");
  const waiting = new MutationObserver(() => {
    const made = find();
    if (!made) return;
    waiting.disconnect();
    begin(made);
  });
  if (find()) begin(find());
  else waiting.observe(panel, { childList: true, subtree: true });
};

document.querySelectorAll("[data-guide]").forEach(attach);
