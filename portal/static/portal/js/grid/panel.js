// The panel beside the grid: last periods, checks, history and source of the cell in focus. Loaded by itself where there is
// room for it (from 1100 px) and it is not folded; on F4, Alt+Enter or a click on a locked figure it unfolds.

const ROOM = "(min-width: 1100px)";
const CHOICE = "portal.panel"; // folded or open, as the person left it in this tab

export class CellPanel {
  constructor(form) {
    this.form = form;
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
    try {
      const response = await fetch(url, { headers: { "HX-Request": "true" }, signal: this.request.signal });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      this.aside.innerHTML = await response.text();
      window.htmx?.process(this.aside);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.place = "";
      this.aside.textContent = "本格详情暂时取不到,不影响填报。按 F4 再试。";
    }
  }
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
