// How a person is in a cell. Active: its content is selected, keys move, Delete clears it. Edited: keys move the caret.
// Editing begins by typing, F2 or a second click; the fields of a card on a phone are ordinary fields, always edited.

export class Mode {
  constructor(form, cells) {
    this.cells = cells;
    this.always = form.dataset.grid === "card";
    this.edited = null;
    form.addEventListener("input", (event) => {
      this.edited = cells.of(event.target);
    });
    if (!this.always) form.addEventListener("mousedown", (event) => this.pressed(event));
  }

  editing(td) {
    return this.always || this.edited === td;
  }

  activate(td) {
    this.edited = null;
    this.cells.input(td).select();
  }

  edit(td) {
    const input = this.cells.input(td);
    this.edited = td;
    input.setSelectionRange(input.value.length, input.value.length);
  }

  // The first click selects the cell; left to itself the browser would put the caret into its text.
  pressed(event) {
    const td = this.cells.of(event.target);
    if (!td || event.button || event.shiftKey) return; // Shift selects: mouse.js
    if (document.activeElement === event.target) {
      this.edited = td;
      return;
    }
    event.preventDefault();
    event.target.focus();
  }
}
