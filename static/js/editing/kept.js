// Keeps what an editor types until it has arrived, and offers it again when it did not.
//
// Each opened form has a number of its own, and counts what it says. The server notes which count it
// saved last (articles/editing.py), so that an answer that was lost on the way leaves nothing open.
import { ask, csrfToken } from "../fetch.js";
import { controller, fields, flush, form, isRefused, saved, state, touched } from "./form.js";
import { offer } from "./offering.js";
import { signIn, signedInAgain, tellSignedOut } from "./signing-in.js";
import { entries, forget, keep, PREFIX } from "./store.js";

const root = document.getElementById("writing");
const PAUSE = 400;
const AGAIN = 5000;
const GOES_ON = "writing-goes-on";

// crypto.randomUUID is there on secure pages alone.
const newNumber = () => ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (digit) =>
  (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
// A form that came back with errors to mend is the same form still.
const before = JSON.parse(sessionStorage.getItem(GOES_ON));
sessionStorage.removeItem(GOES_ON);
const { uuid, sent: last } = (isRefused && before) || { uuid: newNumber(), sent: 0 };
let sent = last;
let said = null;
let isFull = false;

const goOn = (writing) => sessionStorage.setItem(GOES_ON, JSON.stringify({ uuid: writing.uuid, sent: writing.sent }));
const key = () => `${PREFIX}${root.dataset.user}:${uuid}`;
const place = () => new URL(form.action).pathname;
const value = (name) => form.querySelector(`[name=${name}]`)?.value ?? "";
const hidden = (name) => {
  let input = form.querySelector(`input[name=${name}]`);
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name });
    form.append(input);
  }
  return input;
};
const autosave = () => controller("w-autosave");

const base = () => {
  const id = autosave()?.revisionIdValue;
  return id ? { revision: id } : { revision: Number(value("loaded_revision_id")), created: value("loaded_revision_created_at") };
};

// Keeps what the form says, if it is neither kept nor saved. Answers which count that is.
const note = () => {
  if (!touched()) return sent;
  flush();
  const now = state();
  if (now !== said) {
    said = now;
    sent += 1;
  }
  hidden("writing").value = uuid;
  hidden("writing_sent").value = sent;
  if (now === saved()) forget(key());
  else isFull = !keep(key(), { uuid, sent, at: Date.now(), place: place(), base: base(), fields: fields() });
  tell("full", isFull && root.dataset.full);
  return sent;
};

let timer = null;
const soon = () => { timer ??= setTimeout(() => { timer = null; note(); }, PAUSE); };

// --- What is told at the top of the form --------------------------------------------------------
const told = {};
function tell(name, what) {
  if (Boolean(told[name]) === Boolean(what)) return;
  told[name]?.remove();
  delete told[name];
  if (!what) return;
  const box = typeof what === "string"
    ? Object.assign(document.createElement("section"), { className: "writing-offer", textContent: what })
    : what;
  box.setAttribute("role", "alert");
  form.prepend(box);
  told[name] = box;
}
const template = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

// --- When saving failed -------------------------------------------------------------------------
// An answer was lost: nobody knows here whether the text arrived.
let isUnsure = false;
let isAsking = false;
let again = null;

const askState = async (numbers = [uuid]) => {
  const query = new URLSearchParams({ page: root.dataset.page || (place().match(/\/pages\/(\d+)\/edit/)?.[1] ?? "") });
  numbers.forEach((number) => query.append("writing", number));
  return (await ask(`${root.dataset.state}?${query}`)).json();
};

// The server has this form's text already, though its answer never came.
const adopt = async (arrived) => {
  hidden("writing_whole").value = "1";
  const saving = autosave();
  saving.revisionIdValue = arrived.revision;
  saving.activeValue = true;
  if (place() === arrived.edit) return;
  form.action = arrived.edit;
  history.replaceState(null, "", arrived.edit);
  await saving.hydrate(saving.dispatch("hydrate", { detail: { url: arrived.hydrate } }));
};

// Asks the server how things stand, and saves what did not arrive.
const settle = async () => {
  if (isAsking) return;
  isAsking = true;
  clearTimeout(again);
  try {
    const answer = await askState();
    tell("unreachable", null);
    tell("signedOut", null);
    if (String(answer.user) !== root.dataset.user) return void signIn(root.dataset.other.replace("%(name)s", answer.name));
    signedInAgain(csrfToken());
    const arrived = answer.writings[uuid];
    const isOurs = arrived && (!answer.page || answer.page.revision === arrived.revision);
    if (isOurs && arrived.revision !== autosave().revisionIdValue) await adopt(arrived);
    else if (isUnsure === "conflict") return; // Somebody else’s version: Wagtail says so.
    isUnsure = false;
    if (note() && said !== saved()) autosave().save(new Event("w-unsaved:add"));
  } catch ({ kind }) {
    if (kind === "signedOut") {
      tell("unreachable", null);
      if (!told.signedOut) {
        tell("signedOut", tellSignedOut(template("writing-signed-out")));
        signIn();
      }
    } else tell("unreachable", template("writing-unreachable"));
    again = setTimeout(settle, AGAIN);
  } finally {
    isAsking = false;
  }
};

const listen = () => {
  for (const act of ["input", "change", "keyup", "click", "paste", "drop", "w-unsaved:add"])
    document.addEventListener(act, soon);
  for (const act of ["pagehide", "beforeunload"]) window.addEventListener(act, note);
  document.addEventListener("visibilitychange", note);
  // What is found out now comes before Wagtail builds what it sends.
  document.addEventListener("w-unsaved:add", () => touched() && note(), true);

  document.addEventListener("w-autosave:save", (event) => {
    if (isUnsure) {
      // To send it again might make a second page of it, or a conflict with itself.
      event.preventDefault();
      settle();
      return;
    }
    const { formData } = event.detail;
    formData.set("writing_sent", note());
    formData.set("writing", uuid);
  });
  document.addEventListener("w-autosave:success", () => {
    tell("unreachable", null);
    note();
  });
  document.addEventListener("w-autosave:error", ({ detail: { type } }) => {
    note();
    if (type === "network_error" || type === "server_error") isUnsure = true;
    else if (type === "invalid_revision") isUnsure = "conflict";
    else return;
    settle();
  });
  for (const act of ["online", "focus"]) window.addEventListener(act, () => isUnsure && isUnsure !== "conflict" && settle());

  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    note();
    goOn({ uuid, sent });
    if (told.signedOut) {
      event.preventDefault();
      event.stopPropagation();
      signIn();
    }
  }, true);
  // What waits to be saved by itself goes along with it. It would come after it, and be refused.
  document.addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented) autosave()?.submit.cancel?.();
  });
  document.addEventListener("writing:signed-in", settle);
};

// --- What was kept before -----------------------------------------------------------------------
const isChanged = (entry, page) =>
  page && (page.revision !== entry.base.revision || (entry.base.created && page.created_at !== entry.base.created));

const take = (entry) => {
  // The text that stands here instead is kept and offered in its turn.
  note();
  goOn(entry);
  const sending = Object.assign(document.createElement("form"), { method: "post", action: form.action, enctype: form.enctype });
  const more = { csrfmiddlewaretoken: csrfToken(), next: value("next"), writing: entry.uuid, writing_sent: entry.sent, writing_whole: 1 };
  // Where the page has a newer version than the one on which the text is based, the server asks first.
  Object.assign(more, { loaded_revision_id: entry.base.revision || "", loaded_revision_created_at: entry.base.created ?? "" });
  for (const [name, words] of [...entry.fields, ...Object.entries(more)])
    sending.append(Object.assign(document.createElement("textarea"), { name, value: words }));
  sending.hidden = true;
  document.body.append(sending);
  sending.submit();
};

const offerWhatIsKept = async () => {
  // Forms that are open in other tabs still keep theirs.
  const open = await navigator.locks?.query();
  const elsewhere = new Set(open?.held.map(({ name }) => name));
  navigator.locks?.request(key(), () => new Promise(() => {}));
  const all = entries(root.dataset.user).filter((entry) => entry.key !== key() && !elsewhere.has(entry.key));
  if (!all.length) return;
  const { writings, page } = await askState(all.map((entry) => entry.uuid));
  for (const entry of all) {
    const arrived = writings[entry.uuid];
    if (arrived?.sent >= entry.sent) forget(entry.key);
    else if ((arrived?.edit ?? entry.place) === place())
      offer(form, template("writing-offer"), entry, {
        changed: isChanged(entry, page) && page.told,
        take: () => take(entry),
        drop: () => forget(entry.key),
      });
  }
};

if (root && form) {
  listen();
  offerWhatIsKept().catch(() => {}); // The next opening asks again.
}
