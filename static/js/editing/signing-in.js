// Lets somebody whose session has ended sign in again, over the form in which they write.
const dialog = document.getElementById("writing-sign-in");
const frame = dialog?.querySelector("iframe");
const problem = dialog?.querySelector("[data-problem]");
const usual = problem?.textContent;

// Whoever is typing is not interrupted: what is typed while a dialog opens would go nowhere.
const PAUSE = 1500;
let typed = -PAUSE;
let waiting = null;
document.addEventListener("keydown", () => { typed = performance.now(); }, true);

export const signIn = (words = usual) => {
  clearTimeout(waiting);
  problem.textContent = words;
  if (dialog.open) return;
  const rest = typed + PAUSE - performance.now();
  if (rest > 0) {
    waiting = setTimeout(signIn, rest, words);
    return;
  }
  frame.src = frame.dataset.src;
  dialog.showModal();
};

// The line at the top of the form, with a button that opens the dialog again.
export const tellSignedOut = (box) => {
  box.querySelector("[data-sign-in]").addEventListener("click", () => signIn());
  return box;
};

// Whoever signs in has a new token: every form of the page takes it over.
export const signedInAgain = (token) => {
  clearTimeout(waiting);
  window.wagtailConfig.CSRF_TOKEN = token;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  if (dialog.open) dialog.close();
};

frame?.addEventListener("load", () => {
  const isDone = frame.contentDocument?.body?.hasAttribute("data-signed-in");
  if (isDone) document.dispatchEvent(new Event("writing:signed-in"));
});
dialog?.querySelector("[data-later]").addEventListener("click", () => dialog.close());
