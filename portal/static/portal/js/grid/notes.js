// What the page says about saving: one status line with the time, and notices above it that stay until settled.

export class Notes {
  constructor(form, cells) {
    this.form = form;
    this.cells = cells;
    this.line = form.querySelector("[data-status]");
    this.box = form.querySelector("[data-notes]");
    this.onJump = () => {};
    this.box?.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-jump]");
      if (!link) return;
      event.preventDefault();
      this.onJump(link.dataset.jump);
    });
  }

  say(text) {
    if (this.line) this.line.textContent = text;
  }

  savedAt(time) {
    for (const place of document.querySelectorAll("[data-saved-at]")) place.textContent = `已保存 ${time}`;
  }

  // One notice per name: a new one takes the place of the old. `items`: [{place, text, buttons: [[word, action]]}].
  put(name, { tone = "info", text, items = [], buttons = [], link = null }) {
    const words = JSON.stringify([tone, text, items]);
    const standing = this.find(name);
    const settled = !buttons.length && !items.some((item) => item.buttons);
    if (settled && standing?.dataset.words === words) return; // a link under the pointer is not pulled away
    this.drop(name);
    const notice = element("div", `notice ${tone}`);
    notice.dataset.note = name;
    notice.dataset.words = words;
    notice.setAttribute("role", tone === "bad" ? "alert" : "status");
    const head = element("div", "", text);
    if (link) head.append(" ", anchor(link));
    head.append(...buttons.map(button));
    notice.append(head);
    if (items.length) {
      const list = element("ul", "");
      list.append(...items.map((item) => this.item(item)));
      notice.append(list);
    }
    this.box?.append(notice);
  }

  drop(name) {
    this.find(name)?.remove();
  }

  find(name) {
    return this.box?.querySelector(`[data-note="${CSS.escape(name)}"]`) ?? null;
  }

  item({ place, text, buttons = [] }) {
    const li = element("li", "");
    const link = element("a", "", this.cells.name(place));
    link.href = `#c-${place}`;
    link.dataset.jump = place;
    li.append(link, `:${text}`, ...buttons.map(button));
    return li;
  }
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function button([word, action]) {
  const made = element("button", "btn btn-small", word);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

function anchor({ url, word, onClick }) {
  const made = element("a", "", word);
  made.href = url;
  if (onClick) made.addEventListener("click", onClick);
  return made;
}
