// What the page says about saving: one status line with the time, and notices above it that stay until settled. They take
// the one line kept free for them, the newest first; 展开 opens them upwards.

export class Notes {
  constructor(form, cells) {
    this.form = form;
    this.cells = cells;
    this.line = form.querySelector("[data-status]");
    this.box = form.querySelector("[data-notes]");
    this.onJump = () => {};
    this.more = button(["展开", () => this.unfold(!this.box.classList.contains("open"))]);
    this.more.classList.add("unfold");
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

  // What is selected, beside the line that tells the saving.
  picked(text) {
    const place = this.form.querySelector("[data-picked]");
    if (place) place.textContent = text;
  }

  savedAt(time) {
    for (const place of document.querySelectorAll("[data-saved-at]")) place.textContent = `已保存 ${time}`;
  }

  // One notice per name: a new one takes the place of the old. `items`: [{place, text, buttons: [[word, action]]}].
  put(name, { tone = "info", text, items = [], buttons = [], link = null }) {
    const said = JSON.stringify([tone, text, items]);
    const standing = this.find(name);
    const settled = !buttons.length && !items.some((item) => item.buttons);
    if (settled && standing?.dataset.said === said) return; // a link under the pointer is not pulled away
    this.drop(name);
    const notice = element("div", `notice ${tone}`);
    notice.dataset.note = name;
    notice.dataset.said = said;
    notice.setAttribute("role", tone === "bad" ? "alert" : "status");
    notice.append(this.head(text, items, [...(link ? [anchor(link)] : []), ...buttons.map(button)]));
    if (items.length > 1) {
      const list = element("ul", "");
      list.append(...items.map((item) => this.item(item)));
      notice.append(list);
    }
    this.box?.prepend(notice);
    this.fit();
  }

  drop(name) {
    this.find(name)?.remove();
    this.fit();
  }

  // 展开 stands there where the line cannot hold it all.
  fit() {
    if (!this.box) return;
    const notices = this.box.querySelectorAll(".notice");
    if (!notices.length) {
      this.unfold(false);
      this.more.remove();
      return;
    }
    const words = this.box.querySelector(".note-words");
    const short = notices.length === 1 && !this.box.querySelector("ul") && words.scrollWidth <= words.clientWidth;
    if (short && !this.box.classList.contains("open")) this.more.remove();
    else notices[0].querySelector(".note-head").append(this.more);
  }

  unfold(open) {
    this.box.classList.toggle("open", open);
    this.more.textContent = open ? "收起" : "展开";
    this.more.setAttribute("aria-expanded", String(open));
  }

  find(name) {
    return this.box?.querySelector(`[data-note="${CSS.escape(name)}"]`) ?? null;
  }

  // The line that is always seen. A single cell stands in it itself, its name last: that is what may be cut off.
  head(text, items, controls) {
    const head = element("div", "note-head");
    const [only, ...more] = items;
    const single = only && !more.length;
    head.append(element("span", "note-words", single ? `${text}${only.text}(${this.cells.name(only.place)})` : text));
    if (single) head.append(jump(only.place, "看该格"), ...(only.buttons ?? []).map(button));
    head.append(...controls);
    return head;
  }

  item({ place, text, buttons = [] }) {
    const li = element("li", "");
    li.append(jump(place, this.cells.name(place)), `:${text}`, ...buttons.map(button));
    return li;
  }
}

export function element(tag, className, text = "") {
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

function jump(place, word) {
  const made = element("a", "", word);
  made.href = `#c-${place}`;
  made.dataset.jump = place;
  return made;
}

export function anchor({ url, word, onClick }) {
  const made = element("a", "", word);
  made.href = url;
  if (onClick) made.addEventListener("click", onClick);
  return made;
}
