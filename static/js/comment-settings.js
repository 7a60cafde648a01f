// The settings of discussions: tries the lists as they stand in the form, without saving it.
import { ask, csrfToken } from "./fetch.js";

const attempt = async (box) => {
  const button = box.querySelector("button");
  const answer = document.getElementById("try-answer");
  if (button.getAttribute("aria-disabled")) return;
  const data = new FormData(box.closest("form"));
  data.set("try-site", box.dataset.site);
  for (const field of box.querySelectorAll("[data-try]")) data.set(`try-${field.dataset.try}`, field.value);
  button.setAttribute("aria-disabled", "true");
  answer.textContent = box.dataset.trying;
  try {
    const response = await ask(box.dataset.address, { fields: new URLSearchParams(data), token: csrfToken(), accept: [422] });
    answer.innerHTML = await response.text();
  } catch (error) {
    answer.textContent = box.dataset[error.kind] ?? box.dataset.failed;
  }
  button.removeAttribute("aria-disabled");
  button.scrollIntoView({ block: "center" });
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("#try-lists button");
  if (button) attempt(button.closest("#try-lists"));
});
document.addEventListener("keydown", (event) => {
  // Enter would save the settings.
  if (event.key !== "Enter" || !event.target.matches("#try-lists input")) return;
  event.preventDefault();
  attempt(event.target.closest("#try-lists"));
});
