// The cells of one form: found by place ("12-c3"), by neighbour, by block; their visible state. A cell is an element with
// data-c and one visible input; a line of cells has data-r: a row of the grid, or each field of a row's card.

const STATES = ["is-dirty", "is-saving", "is-saved", "is-refused", "is-conflict", "is-theirs"];

export class Cells {
  constructor(form) {
    this.form = form;
    this.cells = new Map();
    for (const td of form.querySelectorAll("[data-c]")) this.cells.set(td.dataset.c, td);
    // Lines as the eye sees them, each a list of cells; a struck row's is empty.
    this.lines = [...form.querySelectorAll("[data-r]")].map((line) => [...line.querySelectorAll("[data-c]")]);
    this.width = Math.max(0, ...this.lines.map((line) => line.length));
    this.positions = new Map();
    this.lines.forEach((line, row) => line.forEach((td, column) => this.positions.set(td, { row, column })));
  }

  // The cell of this form that a visible input belongs to, or null: a page may hold several forms.
  of(target) {
    const own = target.matches?.("[data-c] input:not([type=hidden])") && this.form.contains(target);
    return own ? target.closest("[data-c]") : null;
  }

  at(place) {
    return this.cells.get(place) ?? null;
  }

  input(td) {
    return td?.querySelector("input:not([type=hidden])") ?? null;
  }

  position(td) {
    return this.positions.get(td);
  }

  // The cell at a position, whether open or not; null outside the sheet or in a struck row.
  cellAt(row, column) {
    return this.lines[row]?.[column] ?? null;
  }

  // The cells that lie in a direction, the nearest first.
  ahead({ row, column }, down, right) {
    const found = [];
    for (;;) {
      row += down;
      column += right;
      if (row < 0 || column < 0 || row >= this.lines.length || column >= this.width) return found;
      const td = this.cellAt(row, column);
      if (td) found.push(td);
    }
  }

  // What stands in the cell: without marks, former values and what is only heard.
  text(td) {
    const input = this.input(td);
    if (input) return input.value;
    if (td.classList.contains("na")) return "—";
    const words = [...td.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE || node.localName === "a");
    return words.map((node) => node.textContent).join("").trim();
  }

  // The number that stands in the cell, or null.
  number(td) {
    const text = this.text(td).replaceAll(",", "");
    return td.classList.contains("num") && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  }

  // Open cells in reading order: what Tab walks through.
  open() {
    return [...this.cells.values()].filter((td) => this.input(td));
  }

  focus(place) {
    const td = typeof place === "string" ? this.at(place) : place;
    const input = this.input(td);
    if (input) input.focus();
    else td?.scrollIntoView({ block: "center", inline: "center" });
  }

  // What Escape goes back to: the cell as it was entered, or as it was last typed to the end.
  remember(td) {
    const input = this.input(td);
    input.dataset.before = input.value;
  }

  version(td) {
    return Number(this.input(td).dataset.v);
  }

  setVersion(td, version) {
    this.input(td).dataset.v = version;
    const hidden = td.querySelector("input[type=hidden]");
    if (hidden) hidden.value = version;
  }

  state(td, state) {
    td.classList.remove(...STATES);
    delete td.dataset.theirs;
    if (state) td.classList.add(state);
  }

  // The reason of a refusal, read out with the field and shown while the pointer or the focus is there.
  reason(td, text) {
    td.querySelector(".why")?.remove();
    const input = this.input(td);
    if (!input) return;
    const why = document.createElement("span");
    why.id = `why-${td.dataset.c}`;
    const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== why.id);
    input.setAttribute("aria-describedby", (text ? [...others, why.id] : others).join(" "));
    if (!text) {
      if (!td.classList.contains("must")) input.removeAttribute("aria-invalid");
      return;
    }
    why.className = "why";
    why.textContent = text;
    td.append(why);
    input.setAttribute("aria-invalid", "true");
  }

  // "富锦市技工学校(示例) · 毕业生就业人数(人)": how a message names a cell; on a card the row is the page's own name.
  name(place) {
    const [row, column] = place.split("-");
    const label = this.form.querySelector(`#r-${CSS.escape(row)}`)?.firstChild?.textContent;
    const head = this.form.querySelector(`#h-${CSS.escape(column)}`)?.lastChild; // behind the number that is only heard
    const field = this.form.querySelector(`label[for="f-${CSS.escape(place)}"]`)?.firstChild;
    return [label, (head ?? field)?.textContent.trim()].filter(Boolean).join(" · ");
  }
}
