// The settings of discussions: tries the lists as they stand in the form, without saving it.
(() => {
  const attempt = async (box) => {
    const button = box.querySelector("button");
    const answer = document.getElementById("try-answer");
    if (button.getAttribute("aria-disabled")) return;
    const config = JSON.parse(document.getElementById("wagtail-config").textContent);
    const data = new FormData(box.closest("form"));
    data.set("try-site", box.dataset.site);
    for (const field of box.querySelectorAll("[data-try]")) data.set(`try-${field.dataset.try}`, field.value);
    button.setAttribute("aria-disabled", "true");
    answer.textContent = "Trying…";
    try {
      const response = await fetch(box.dataset.address, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "X-Requested-With": "XMLHttpRequest", [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN },
      });
      if (response.ok || response.status === 422) answer.innerHTML = await response.text();
      else if (response.status === 403) answer.textContent = "You are signed out, or may not change these settings any more.";
      else answer.textContent = "The site did not answer as it should. Please try again.";
    } catch {
      answer.textContent = "The site cannot be reached. Please try again.";
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
})();
