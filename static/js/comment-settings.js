// The settings of discussions: tries the lists as they stand in the form, without saving it.
(() => {
  const box = document.getElementById("try-lists");
  if (!box) return;
  const config = JSON.parse(document.getElementById("wagtail-config").textContent);
  const button = box.querySelector("button");
  const answer = document.getElementById("try-answer");

  const attempt = async () => {
    if (button.disabled) return;
    const data = new FormData(box.closest("form"));
    data.set("try-site", box.dataset.site);
    for (const field of box.querySelectorAll("[data-try]")) data.set(`try-${field.dataset.try}`, field.value);
    button.disabled = true;
    answer.textContent = "Trying…";
    try {
      const response = await fetch(box.dataset.address, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "X-Requested-With": "XMLHttpRequest", [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN },
      });
      if (response.ok || response.status === 422) answer.innerHTML = await response.text();
      else if (response.status === 403) answer.textContent = "You are signed out, or may not change these settings any more. Nothing was lost here.";
      else answer.textContent = "The site did not answer as it should. Please try again.";
    } catch {
      answer.textContent = "The site cannot be reached. Please try again.";
    }
    button.disabled = false;
    button.focus();
  };
  button.addEventListener("click", attempt);
  box.addEventListener("keydown", (event) => {
    // Enter would save the settings.
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      attempt();
    }
  });
})();
