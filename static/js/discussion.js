// Garnish for a discussion: the form opens in place, what is typed is kept until it is sent, and
// readers see their own comment where it stands. Everything works as plain pages, too.
import { ask as askServer, parse } from "./fetch.js";

const section = document.getElementById("discussion");
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch { /* private mode */ }
  },
};
// Each form has a draft of its own: what answers one person is not sent to another.
const draftOf = (form) => `draft:${section.dataset.page}:${form.elements.reply_to?.value || 0}`;
const SENT = "sent:" + section.dataset.page;
// The text that this tab sent last: the browser's Back brings it into the form again.
const lastSent = {
  get() { try { return sessionStorage.getItem(SENT); } catch { return null; } },
  set(text) { try { sessionStorage.setItem(SENT, text); } catch { /* private mode */ } },
};
const VOTES = "useful:" + section.dataset.page;
const MINE = "mine:" + section.dataset.page;
// A comment that was taken is answered from its own address.
const ask = (address, options) => askServer(address, { follow: true, ...options });
const plain = (event) => !(event.metaKey || event.ctrlKey || event.shiftKey);
const say = document.createElement("p");
say.className = "visually-hidden";
say.setAttribute("role", "status");
section.append(say);

let open = null;
const close = (back) => {
  open?.remove();
  open = null;
  back?.focus();
};

// --- One's own comment, in its place, on this device alone -------------------------------------
const level = (comment) => +comment.className.match(/level-(\d+)/)[1];
const place = (html, focus) => {
  const mine = parse(html).querySelector(".comment");
  const known = document.getElementById(mine.id);
  if (known) known.replaceWith(mine);
  else {
    const parent = document.getElementById(mine.dataset.parent);
    if (parent) {
      let last = parent;
      while (last.nextElementSibling?.matches(".comment") && level(last.nextElementSibling) > level(parent)) last = last.nextElementSibling;
      last.after(mine);
    } else if (focus || "first" in section.dataset) {
      const thread = document.createElement("div");
      thread.className = "thread";
      thread.append(mine);
      const threads = section.querySelectorAll(".thread");
      (threads[threads.length - 1] || section.querySelector(".write, h2")).after(thread);
      section.querySelector(".empty")?.remove();
    }
  }
  if (!focus) return;
  mine.tabIndex = -1;
  mine.focus({ preventScroll: true });
  mine.scrollIntoView({ block: "center" });
  say.className = "visually-hidden";
  section.append(say);
  say.textContent = mine.querySelector(".state").firstChild.textContent;
};
const own = (html) => {
  const mine = parse(html).querySelector(".comment");
  const link = mine.querySelector("[data-editable]");
  const row = document.getElementById(mine.id)?.querySelector(".answer-link");
  if (link && row && !row.querySelector("[data-editable]")) row.append(" ", link);
};
const recall = async () => {
  const kept = [];
  for (const address of store.get(MINE) || []) {
    try {
      const html = await (await ask(address)).text();
      kept.push(address);
      // What is published comes with the page: its author gets the link to change it.
      if (/data-status="published"/.test(html)) own(html);
      else place(html);
    } catch (error) {
      if (![404, 410].includes(error.status) && !kept.includes(address)) kept.push(address);
    }
  }
  store.set(MINE, kept.length && kept);
};

// --- The form -----------------------------------------------------------------------------------
// Name and email stay in this browser, and only where the reader asks for it.
const remember = (form) => {
  const box = form.querySelector("[data-remember]");
  const fields = ["name", "email", "url"].map((name) => form.elements[name]).filter(Boolean);
  if (!fields.length) return;
  const known = store.get("reader") || {};
  box.closest("p").hidden = false;
  box.checked = Object.keys(known).length > 0;
  fields.forEach((field) => { if (!field.value) field.value = known[field.name] || ""; });
  form.addEventListener("submit", () => {
    store.set("reader", box.checked && Object.fromEntries(fields.map((field) => [field.name, field.value])));
  });
};

// From here on a text tells how much more fits.
const NEARLY = 500;
const count = (form, text) => {
  const line = document.createElement("span");
  line.className = "meta";
  line.setAttribute("role", "status");
  text.after(line);
  // The server's sentence about what was sent stands alone until the text is another.
  let told = text.closest("p").querySelector(".problem");
  const tell = () => {
    // Counted as the server counts: characters, without the space around them.
    const left = text.dataset.most - [...text.value.trim()].length;
    const message = left < 0 ? form.dataset.over : form.dataset.left;
    const quiet = left > NEARLY || Boolean(told);
    line.textContent = quiet ? "" : message.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang));
    line.classList.toggle("problem", left < 0 && !quiet);
    line.hidden = quiet;
  };
  text.addEventListener("input", () => { told?.remove(); told = null; tell(); });
  tell();
};

// What answers a comment that has gone is offered as a comment of its own, with the server's word for it.
const adopt = async (form, text) => {
  const stem = `draft:${section.dataset.page}:`;
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(stem) && name !== stem + 0)) {
    const id = key.slice(stem.length);
    if (document.querySelector(`#c${id} [data-reply]`)) continue;
    const there = parse(await (await ask(`${form.getAttribute("action")}?to=${id}`)).text());
    if (there.querySelector("[name=reply_to]").value === id) continue;
    if (text.value || !form.isConnected) return;
    text.value = store.get(key) || "";
    store.set(key);
    text.closest("p").before(there.querySelector(".problem"));
    text.dispatchEvent(new Event("input"));
    return;
  }
};

// A form: beside what it answers, where ``after`` says, or on a page of its own.
const enhance = (form, after, opener) => {
  const text = form.querySelector("textarea");
  const draft = draftOf(form);
  if (text.value === lastSent.get() && !form.querySelector(".problem, .preview")) text.value = "";
  if (text.value) store.set(draft, text.value);
  else text.value = store.get(draft) || "";
  count(form, text);
  remember(form);
  text.addEventListener("input", () => store.set(draft, text.value !== lastSent.get() && text.value));
  if (!text.value && draft.endsWith(":0")) adopt(form, text).catch(() => {});
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form, after, opener, event.submitter); });
  if (!after) return;
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button quiet";
  cancel.textContent = form.dataset.cancel;
  cancel.addEventListener("click", () => close(opener));
  form.querySelector("[type=submit]:last-of-type").after(" ", cancel);
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(opener); });
};

const show = (html, after, opener) => {
  const old = section.querySelector("form.reply[data-reply-form]");
  const box = parse(html);
  const form = box.querySelector("form");
  if (after) {
    close();
    open = box;
    after.after(open);
  } else old.replaceWith(form);
  enhance(form, after, opener);
  const problem = form.querySelector(".problem");
  const preview = form.querySelector(".preview");
  // A phone shows what has the focus, and little beside it.
  for (const part of [problem, preview]) if (part) part.tabIndex = -1;
  (form.querySelector("[aria-invalid=true]") || problem || preview || form.querySelector("input:not([type=hidden]):not([tabindex])") || form.querySelector("textarea")).focus();
};

const send = async (form, after, opener, submitter) => {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const data = new FormData(form, submitter);
  const draft = draftOf(form);
  store.set(draft, data.get("comment"));
  try {
    const answer = await ask(form.getAttribute("action"), { fields: data, accept: [403, 422, 429] });
    if (answer.ok && answer.redirected) {
      store.set(draft);
      lastSent.set(data.get("comment"));
      const mine = answer.url.includes("/mine/");
      if (mine) store.set(MINE, [...new Set([...(store.get(MINE) || []), answer.url])].slice(-20));
      if (!mine || !after) { location.assign(answer.url); return; }
      close();
      place(await answer.text(), true);
      return;
    }
    const html = await answer.text();
    // What it answered may be gone: then the form has another draft.
    store.set(draft);
    show(html, after, opener);
  } catch {
    delete form.dataset.sending;
    say.textContent = form.dataset.unsent;
    say.className = "problem";
    form.append(say);
  }
};

// --- Useful -------------------------------------------------------------------------------------
const vote = async (link) => {
  const form = parse(await (await ask(link.href + "?form")).text()).querySelector("form");
  const answer = await ask(link.href, { fields: new FormData(form, form.querySelector("[name=vote]")), accept: [429] });
  const now = parse(await answer.text());
  const fresh = now.querySelector("[data-useful]");
  link.replaceWith(...now.childNodes);
  fresh.focus();
  const id = fresh.closest(".comment").id;
  const votes = (store.get(VOTES) || []).filter((other) => other !== id);
  store.set(VOTES, fresh.classList.contains("voted") ? [...votes, id] : votes);
  section.append(say);
  say.className = "visually-hidden";
  say.textContent = fresh.dataset.said ?? "";
};

section.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-reply], [data-useful]");
  if (!link || !plain(event)) return;
  event.preventDefault();
  try {
    if ("useful" in link.dataset) { await vote(link); return; }
    show(await (await ask(link.href)).text(), link.closest("p"), link);
  } catch {
    location.assign(link.href);
  }
});

for (const id of store.get(VOTES) || []) document.getElementById(id)?.querySelector("[data-useful]")?.classList.add("voted");

// An address of a comment that stands on another page now: with another order, or after many more.
const wanted = /^#c(\d+)$/.exec(location.hash);
if (wanted && section.dataset.comment && !document.getElementById(`c${wanted[1]}`)) {
  const address = section.dataset.comment.replace("/0/", `/${wanted[1]}/`);
  ask(address).then((answer) => answer.text()).then((html) => {
    if (html.includes(`id="c${wanted[1]}"`)) location.replace(address);
  }).catch(() => {});
}

const alone = section.querySelector("form.reply[data-reply-form]");
if (alone) {
  enhance(alone);
  // Going back, the browser fills the form in after the script has run, or brings back the whole page.
  addEventListener("pageshow", (event) => {
    const form = section.querySelector("form.reply[data-reply-form]");
    const text = form.querySelector("textarea");
    if (event.persisted) delete form.dataset.sending;
    if (text.value !== lastSent.get() || form.querySelector(".problem, .preview")) return;
    text.value = "";
    text.dispatchEvent(new Event("input"));
  });
  // Where the browser knows name and address, the reader writes the next field first.
  if (document.activeElement?.matches("[autofocus]")) {
    [...alone.querySelectorAll("[required]")].find((field) => !field.value)?.focus();
  }
} else recall();
// Moderators' controls come apart: the page is the same for everybody.
if ("moderate" in section.dataset && /(^|; )moderator=1/.test(document.cookie)) import("./moderate.js").catch(() => {});
section.dataset.ready = "";
