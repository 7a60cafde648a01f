// What this browser keeps of texts that were not saved: an entry for each form that somebody opened.
// It is deleted when the text has arrived, when its writer signs out, and after thirty days.
export const PREFIX = "writing:";
const DAYS = 30;
const MOST = 20;

export const keys = (prefix = PREFIX) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

const read = (key) => {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
};

// The entries of one person, the newest first. What is too old or too much is deleted.
export const entries = (user) => {
  const oldest = Date.now() - DAYS * 24 * 3600 * 1000;
  const all = keys().map((key) => Object.assign({ key }, read(key))).toSorted((one, other) => other.at - one.at);
  for (const one of all.filter(({ at }, place) => !(at > oldest) || place >= MOST))
    localStorage.removeItem(one.key);
  return all.filter(({ key, at }) => key.startsWith(`${PREFIX}${user}:`) && at > oldest).slice(0, MOST);
};

// Keeps an entry, if need be in the place of the oldest. False where there is no room at all.
export const keep = (key, entry) => {
  const text = JSON.stringify(entry);
  for (;;) {
    try {
      localStorage.setItem(key, text);
      return true;
    } catch {
      const others = keys().filter((other) => other !== key);
      if (!others.length) return false;
      const oldest = others.toSorted((one, other) => (read(one)?.at ?? 0) - (read(other)?.at ?? 0))[0];
      localStorage.removeItem(oldest);
    }
  }
};
export const forget = (key) => localStorage.removeItem(key);
