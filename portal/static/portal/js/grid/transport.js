// One request, its answer sorted by what has to happen next: ok, signin, closed, failed.

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
    response = await fetch(form.dataset.cellsUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(form), "X-Requested-With": "fetch" },
      body: JSON.stringify({ cells }),
      credentials: "same-origin",
      redirect: "manual",
    });
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
