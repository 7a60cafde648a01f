// Wagtail's dialog says that going on replaces a colleague's version. Here both are compared first.
const { note } = document.getElementById("conflict-script").dataset;
const title = document.getElementById("title-text-w-save-confirmation-dialog");
const words = document.getElementById("subtitle-w-save-confirmation-dialog");

if (title && words) {
  // The dialog stands in the page with the words for a lost network. It gets others for a newer version.
  const offline = title.textContent.trim();
  document.addEventListener("w-dialog:shown", () => {
    if (title.textContent.trim() !== offline) words.textContent = note;
  });
}
