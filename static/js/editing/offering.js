// Offers a text that was kept: it can be looked at, taken, or thrown away.
import { fields } from "./form.js";

// Names of fields that hold no words.
const TECHNICAL = /(^next|anchor|-(type|id|order|deleted|count|ORDER|DELETE|decorative)|_FORMS)$/;

const linesOf = (pairs) => pairs.flatMap(([name, value]) => {
  if (TECHNICAL.test(name) || /^(\d*|on|true|false|null)$/.test(value)) return [];
  try {
    const content = JSON.parse(value);
    if (content?.blocks) return content.blocks.map(({ text }) => text.trim()).filter(Boolean);
  } catch { /* It is plain text. */ }
  return value.split("\n").map((line) => line.trim()).filter(Boolean);
});

const look = (entry) => {
  const dialog = document.getElementById("writing-look");
  const present = new Set(linesOf(fields()));
  dialog.querySelector("[data-lines]").replaceChildren(...linesOf(entry.fields).map((line) => {
    const paragraph = document.createElement("p");
    const words = document.createElement(present.has(line) ? "span" : "mark");
    words.textContent = line;
    paragraph.append(words);
    return paragraph;
  }));
  dialog.showModal();
  dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
};

export const offer = (form, box, entry, { changed, take, drop }) => {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const { lang } = document.documentElement;
  box.querySelector("time").textContent = new Date(entry.at).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
  part("changed").hidden = !changed;
  part("told").textContent = changed || "";
  part("look").addEventListener("click", () => look(entry));
  part("take").addEventListener("click", take);
  part("drop").addEventListener("click", () => {
    part("sure").hidden = false;
    part("gone").focus();
  });
  part("gone").addEventListener("click", () => {
    drop();
    box.remove();
  });
  form.prepend(box);
};
