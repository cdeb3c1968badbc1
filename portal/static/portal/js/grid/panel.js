// The panel beside the grid: last periods, checks, history and source of the cell in focus. Loaded by itself where
// there is room for it (from 1100 px); anywhere on F4, Alt+Enter or a click on a locked figure.

const ROOM = "(min-width: 1100px)";

export class CellPanel {
  constructor(form) {
    this.form = form;
    this.aside = document.getElementById("panel");
    this.place = "";
    if (!this.aside || !form.dataset.panelUrl) return;
    this.aside.addEventListener("keydown", (event) => {
      if (event.key === "Escape") form.querySelector(`td[data-c="${CSS.escape(this.place)}"] > input`)?.focus();
    });
    form.addEventListener("click", (event) => {
      const link = event.target.closest("td[data-c] > a");
      if (!link || event.ctrlKey || event.metaKey || !matchMedia(ROOM).matches) return;
      event.preventDefault();
      this.load(link.closest("td").dataset.c);
    });
  }

  focused(td) {
    clearTimeout(this.timer);
    if (!this.aside || !matchMedia(ROOM).matches || td.dataset.c === this.place) return;
    this.timer = setTimeout(() => this.load(td.dataset.c), 250);
  }

  async open(td) {
    if (!this.aside) return;
    clearTimeout(this.timer);
    await this.load(td.dataset.c);
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
    if (!this.form.dataset.panelUrl) return;
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
