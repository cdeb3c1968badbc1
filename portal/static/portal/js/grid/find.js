// Finding in the sheet by row name, heading or value. Enter and Shift+Enter walk; Escape goes on at the cell that was found.

export class Find {
  constructor(form, cells) {
    Object.assign(this, { form, cells, found: [], at: 0, from: null });
    this.bar = form.querySelector("[data-find]");
    if (!this.bar) return;
    this.input = this.bar.querySelector("input");
    this.input.addEventListener("input", () => this.look());
    this.bar.addEventListener("click", (event) => {
      const { step, close } = event.target.dataset;
      if (step) this.step(Number(step));
      else if (close !== undefined) this.close();
    });
    this.bar.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.input) this.step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    });
  }

  // False where there is no bar: the browser's own search opens then.
  open(from) {
    if (!this.bar) return false;
    this.from = from;
    this.bar.hidden = false;
    this.input.focus();
    this.input.select();
    this.look();
    return true;
  }

  look() {
    const wanted = plain(this.input.value);
    this.found = wanted ? this.places().filter(([, text]) => plain(text).includes(wanted)).map(([place]) => place) : [];
    this.show(0);
  }

  // Everything that can be found, as it is read: headings, then row by row.
  places() {
    const heard = (heading) => [heading, heading.textContent];
    const rows = [...this.form.querySelectorAll("tbody tr")].flatMap((row) => [
      heard(row.querySelector(".axis")),
      ...[...row.querySelectorAll("[data-c]")].map((td) => [td, this.cells.text(td)]),
    ]);
    return [...[...this.form.querySelectorAll("thead th[id]")].map(heard), ...rows];
  }

  step(by) {
    if (this.found.length) this.show((this.at + by + this.found.length) % this.found.length);
  }

  show(at) {
    this.mark(false);
    this.at = at;
    this.mark(true);
    this.found[at]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const none = this.input.value.trim() ? "没有找到" : "";
    const count = this.found.length;
    this.bar.querySelector("[data-found]").textContent = count ? `第 ${at + 1} 处,共 ${count} 处` : none;
  }

  mark(on) {
    this.found[this.at]?.classList.toggle("is-found", on);
  }

  close() {
    this.mark(false);
    this.bar.hidden = true;
    this.cells.focus(this.nearest(this.found[this.at]) ?? this.from);
  }

  // The open cell that was found, or the first one under a heading or in a row that was.
  nearest(place) {
    const open = (td) => this.cells.input(td);
    if (!place || open(place)) return place;
    const column = place.id.startsWith("h-") && place.id.slice(2);
    const under = column ? (td) => td.dataset.c.endsWith(`-${column}`) : (td) => td.parentElement === place.parentElement;
    return this.cells.open().find(under);
  }
}

function plain(text) {
  return text.replace(/[\s,]/g, "").toLowerCase();
}
