// The cells of one grid: found by place ("12-c3"), by neighbour, by block; their visible state.

const STATES = ["is-dirty", "is-saving", "is-saved", "is-refused", "is-conflict"];

export class Cells {
  constructor(form) {
    this.form = form;
    this.columns = [...form.querySelectorAll("thead th[id^='h-']")].map((th) => th.id.slice(2));
    this.reindex();
  }

  // Rows as the eye sees them: each a list of <td data-c>, struck rows empty.
  reindex() {
    this.rows = [...this.form.querySelectorAll("tbody tr[data-r]")].map((tr) => tr.dataset.r);
    this.cells = new Map();
    for (const td of this.form.querySelectorAll("td[data-c]")) this.cells.set(td.dataset.c, td);
    const order = this.headOrder();
    if (order) this.columns = order;
  }

  // In a heading of several levels the columns' order in the markup is not the order on the page: take a full row's.
  headOrder() {
    for (const tr of this.form.querySelectorAll("tbody tr[data-r]:not(.struck)")) {
      return [...tr.querySelectorAll("td[data-c]")].map((td) => td.dataset.c.split("-")[1]);
    }
    return null;
  }

  // The cell a visible input belongs to, or null.
  of(target) {
    return target.matches?.("td[data-c] > input:not([type=hidden])") ? target.parentElement : null;
  }

  at(place) {
    return this.cells.get(place) ?? null;
  }

  input(td) {
    return td?.querySelector("input:not([type=hidden])") ?? null;
  }

  position(td) {
    const [row, column] = td.dataset.c.split("-");
    return { row: this.rows.indexOf(row), column: this.columns.indexOf(column) };
  }

  // The <td> at a position, whether open or not; null outside the sheet or in a struck row.
  cellAt(row, column) {
    return this.at(`${this.rows[row]}-${this.columns[column]}`);
  }

  // The next open cell from a position in a direction, or null.
  next(td, down, right) {
    let { row, column } = this.position(td);
    for (;;) {
      row += down;
      column += right;
      if (row < 0 || column < 0 || row >= this.rows.length || column >= this.columns.length) return null;
      const found = this.cellAt(row, column);
      if (this.input(found)) return found;
    }
  }

  // Open cells in reading order: what Tab walks through.
  open() {
    return [...this.cells.values()].filter((td) => this.input(td));
  }

  rowEdge(td, last) {
    const row = td.dataset.c.split("-")[0];
    const open = this.open().filter((other) => other.dataset.c.startsWith(`${row}-`));
    return open.at(last ? -1 : 0) ?? null;
  }

  focus(place) {
    const td = typeof place === "string" ? this.at(place) : place;
    const input = this.input(td);
    if (input) input.focus();
    else td?.scrollIntoView({ block: "center", inline: "center" });
  }

  // What Escape goes back to.
  remember(td) {
    const input = this.input(td);
    input.dataset.before = input.value;
  }

  restore(td) {
    const input = this.input(td);
    input.value = input.dataset.before ?? input.defaultValue;
    input.select();
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
    if (state) td.classList.add(state);
  }

  // The reason of a refusal, read out with the field and shown while the pointer or the focus is there.
  reason(td, text) {
    td.querySelector(".why")?.remove();
    const input = this.input(td);
    if (!input) return;
    input.removeAttribute("aria-describedby");
    if (!text) {
      if (!td.classList.contains("must")) input.removeAttribute("aria-invalid");
      return;
    }
    const why = document.createElement("span");
    why.className = "why";
    why.id = `why-${td.dataset.c}`;
    why.textContent = text;
    td.append(why);
    input.setAttribute("aria-describedby", why.id);
    input.setAttribute("aria-invalid", "true");
  }

  // "富锦市技工学校(示例)·毕业生就业人数(人)": how a message names a cell.
  name(place) {
    const [row, column] = place.split("-");
    const label = this.form.querySelector(`#r-${CSS.escape(row)}`)?.firstChild?.textContent ?? row;
    return `${label} · ${this.form.querySelector(`#h-${CSS.escape(column)}`)?.textContent ?? column}`;
  }
}
