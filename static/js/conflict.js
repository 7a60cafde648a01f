// Wagtail asks in a dialog whether to replace a newer version, before anything of it is seen. Here the
// server compares both and asks then (newsroom/conflicts.py). About a lost network Wagtail still asks.
const INTERCEPT = "data-w-session-intercept-value";

document.addEventListener("click", ({ target }) => {
  const session = document.querySelector(`[${INTERCEPT}=conflict]`);
  if (session && target.closest?.("[data-edit-form] button")) session.setAttribute(INTERCEPT, "");
}, true);
