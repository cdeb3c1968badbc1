// Who else is on the form: a line around the cell each is in, with the name, and the same in words in the status line.

import { element } from "./notes.js";

export class Others {
  constructor(form, cells) {
    Object.assign(this, { form, cells });
    this.shown = "[]";
  }

  // `others`: [{name, place, fills}], place "" or a cell that may stand on another page.
  show(others) {
    if (JSON.stringify(others) === this.shown) return;
    this.shown = JSON.stringify(others);
    for (const sign of this.form.querySelectorAll(".is-there > .who")) sign.remove();
    for (const td of this.form.querySelectorAll(".is-there")) td.classList.remove("is-there");
    for (const { name, place } of others) mark(this.cells.at(place), name);
    tell(this.form.querySelector("[data-others]"), others.map((one) => this.sentence(one)).join(";"));
    const names = others.map(({ name }) => name).join("、");
    tell(this.form.querySelector("[data-others-said]"), names && `${names} 也在本表`);
  }

  sentence({ name, place, fills }) {
    return `${name} 正在${fills ? "填" : "看"}${this.cells.at(place) ? `:${this.cells.name(place)}` : "本表"}`;
  }
}

function mark(td, name) {
  if (!td) return;
  td.classList.add("is-there");
  const sign = element("span", "who", name);
  sign.ariaHidden = "true"; // the status line says it
  td.append(sign);
}

// A live region is read out with each text put into it, also with the same.
function tell(line, text) {
  if (!line || line.textContent === text) return;
  line.textContent = text;
  line.title = text;
}
