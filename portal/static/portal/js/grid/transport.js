// One request, its answer sorted by what has to happen next: ok, signin, closed, failed.

export const POLL = { "X-Portal-Poll": "1" }; // portal/middleware.py

// The panel of a cell, drawn by the server; another cell wanted meanwhile is "dropped".
export async function fetchPanel(url, signal) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "manual", signal });
    if (response.ok) return { kind: "ok", html: await response.text() };
    return signin(response, await readJson(response)) ?? { kind: "failed" };
  } catch (error) {
    return { kind: error.name === "AbortError" ? "dropped" : "failed" };
  }
}

export async function sendCells(form, cells) {
  let response;
  try {
    response = await post(form.dataset.cellsUrl, form, { "Content-Type": "application/json" }, JSON.stringify({ cells }));
  } catch {
    return { kind: "failed", message: "网络不通。" };
  }
  const reply = await readJson(response);
  if (response.status === 200 && reply) return { kind: "ok", reply };
  const gone = signin(response, reply);
  if (gone) return gone;
  if (response.status >= 400 && response.status < 500) {
    return { kind: "closed", message: reply?.message ?? reply?.error ?? "页面已过时,服务器没有接受。" };
  }
  return { kind: "failed", message: "服务器暂时没有响应。" };
}

// Where one is, for who else is there. A poll: it keeps no session alive. "over": there is nothing to ask here any more.
export async function sendPulse(form, fields, leaving = false) {
  try {
    const response = await post(form.dataset.pulseUrl, form, POLL, new URLSearchParams(fields), leaving);
    if (response.ok) return { kind: "ok", reply: response.status === 204 ? null : await response.json() };
    return { kind: response.status < 500 ? "over" : "failed" };
  } catch {
    return { kind: "failed" };
  }
}

function post(url, form, headers, body, keepalive = false) {
  const sent = { "X-CSRFToken": token(form), "X-Requested-With": "fetch", ...headers };
  return fetch(url, { method: "POST", headers: sent, body, credentials: "same-origin", redirect: "manual", keepalive });
}

// The answer to somebody whose session is over, else null.
function signin(response, reply) {
  if (response.status !== 401 && response.type !== "opaqueredirect") return null;
  return { kind: "signin", url: reply?.signin ?? `/signin/?next=${encodeURIComponent(location.pathname)}` };
}

async function readJson(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

// The cookie's token is newer than the page's after a sign-in in another tab.
function token(form) {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : (form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
}
