// How the scripts ask the server: with the one header by which it knows them, with the token where
// something is changed, and with one kind of error.
//
// Kinds: "unreachable" (no answer came), "signedOut" (the answer is another page, because Wagtail
// sends people there to sign in), "forbidden" (403) and "failed" (everything else). A script has a
// message for each kind that it tells people about.
export class AskError extends Error {
  constructor(kind, status) {
    super(kind);
    this.kind = kind;
    this.status = status;
  }
}

// ``fields`` are posted: an object or a FormData. ``accept`` lists statuses that are answers too,
// beside those of success. With ``follow`` the answer may come from another address.
export const ask = async (address, { fields, token, accept = [], follow = false, signal } = {}) => {
  const options = { headers: { "X-Requested-With": "fetch" }, signal };
  if (fields) {
    options.method = "POST";
    options.body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  }
  if (token) options.headers["X-CSRFToken"] = token;
  const answer = await fetch(address, options).catch((cause) => {
    throw signal?.aborted ? cause : new AskError("unreachable");
  });
  const { status } = answer;
  if (answer.redirected && !follow) throw new AskError("signedOut", status);
  if (answer.ok || accept.includes(status)) return answer;
  throw new AskError(status === 403 ? "forbidden" : "failed", status);
};

// The token of an admin page. Whoever signs in again in another tab has a new one, in the cookie.
export const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  ?? JSON.parse(document.getElementById("wagtail-config").textContent).CSRF_TOKEN;

// The elements that a piece of HTML is made of, in a box.
export const parse = (html) => {
  const box = document.createElement("div");
  box.innerHTML = html;
  return box;
};
