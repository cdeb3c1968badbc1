// The panel beside the grid: last periods, checks, history and source of the cell in focus. Loaded by itself where there is
// room for it (from 1100 px) and it is not folded; on F4, Alt+Enter or a click on a locked figure it unfolds.

import { anchor, element } from "./notes.js";
import { fetchPanel } from "./transport.js";

const ROOM = "(min-width: 1100px)";
const CHOICE = "portal.panel"; // folded or open, as the person left it in this tab

export class CellPanel {
  constructor(form, saving) {
    this.form = form;
    this.saving = saving;
    this.aside = document.getElementById("panel");
    this.place = ""; // the cell shown
    this.wanted = ""; // the cell in focus
    if (!this.aside || !form.dataset.panelUrl) return;
    this.frame = this.aside.closest(".with-panel");
    this.tab = this.frame.querySelector(".panel-tab");
    this.tab.addEventListener("click", () => this.choose(!this.folded));
    const chosen = remembered();
    this.fold(chosen ? chosen === "folded" : this.folded);
    this.aside.addEventListener("keydown", (event) => {
      if (event.key === "Escape") form.querySelector(`td[data-c="${CSS.escape(this.place)}"] > input`)?.focus();
    });
    document.body.addEventListener("cell:noted", ({ detail }) => sign(form, detail));
    form.addEventListener("click", (event) => {
      const link = event.target.closest("td[data-c] > a");
      if (!link || event.ctrlKey || event.metaKey || !matchMedia(ROOM).matches) return;
      event.preventDefault();
      this.wanted = link.closest("td").dataset.c;
      this.choose(false);
    });
  }

  get folded() {
    return this.frame.classList.contains("folded");
  }

  fold(folded) {
    this.frame.classList.toggle("folded", folded);
    this.tab.setAttribute("aria-expanded", String(!folded));
  }

  // What the person asked for, kept until they ask otherwise.
  choose(folded) {
    this.fold(folded);
    remember(folded ? "folded" : "open");
    if (!folded && this.wanted && this.wanted !== this.place) return this.load(this.wanted);
  }

  focused(td) {
    clearTimeout(this.timer);
    this.wanted = td.dataset.c;
    if (!this.frame || this.folded || !matchMedia(ROOM).matches || this.wanted === this.place) return;
    this.timer = setTimeout(() => this.load(td.dataset.c), 250);
  }

  async open(td) {
    if (!this.frame) return;
    clearTimeout(this.timer);
    this.wanted = td.dataset.c;
    await this.choose(false);
    this.aside.focus();
    this.aside.scrollIntoView({ block: "nearest" });
  }

  // A save of the shown cell changes its history and its findings.
  refresh(reply) {
    const touched = [...reply.saved, ...reply.conflicts].some(({ row, column }) => `${row}-${column}` === this.place);
    const focus = document.activeElement?.parentElement?.dataset?.c ?? this.place;
    if (touched && focus === this.place) this.load(this.place);
  }

  async load(place) {
    this.place = place;
    this.request?.abort();
    this.request = new AbortController();
    const url = `${this.form.dataset.panelUrl}${place.replace("-", "/")}/`;
    const answer = await fetchPanel(url, this.request.signal);
    if (answer.kind === "dropped") return;
    if (answer.kind === "ok") {
      this.aside.innerHTML = answer.html;
      window.htmx?.process(this.aside);
      return;
    }
    this.place = "";
    if (answer.kind === "signin") {
      this.say("登录已过期,取不到本格详情。已输入的数留在本机,登录后可继续。", anchor(this.saving.signinLink(answer.url)));
    } else this.say("本格详情暂时取不到,不影响填报。按 F4 再试。");
  }

  say(text, ...links) {
    const words = element("p", "", text);
    words.append(...links);
    this.aside.replaceChildren(box("panel cell-panel", box("notice warn", words)));
  }
}

// What people say of a cell, as a sign in it: 核 for 待核, 注 for a thread that is open.
function sign(form, { place, sign: words }) {
  const td = form.querySelector(`td[data-c="${CSS.escape(place)}"]`);
  td?.querySelector(".noted")?.remove();
  if (td && words) td.append(element("small", "noted", words));
}

function box(className, inside) {
  const made = element("div", className);
  made.append(inside);
  return made;
}

function remembered() {
  try {
    return sessionStorage.getItem(CHOICE);
  } catch {
    return null; // storage forbidden: the page's own choice stands
  }
}

function remember(choice) {
  try {
    sessionStorage.setItem(CHOICE, choice);
  } catch {
    // Storage forbidden: the choice holds for this page.
  }
}
