// What the site has erased, this browser forgets too: name and address, and the ways to own comments.
try {
  for (const key of Object.keys(localStorage)) if (key === "reader" || key.startsWith("mine:")) localStorage.removeItem(key);
} catch { /* private mode */ }
