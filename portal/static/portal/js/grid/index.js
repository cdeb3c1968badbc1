// A form whose cells save by themselves: the grid, which behaves like a spreadsheet (<form data-grid>), and one row of it as a
// card of big fields (<form data-grid="card">). See templates/components/README.md.

import { Cells } from "./cells.js";
import { Conflicts } from "./conflicts.js";
import { followCopy } from "./copy.js";
import { catchUp } from "./early.js";
import { Find } from "./find.js";
import { History } from "./history.js";
import { guardLeaving } from "./leaving.js";
import { Keep } from "./keep.js";
import { Live } from "./live.js";
import { followKeys } from "./keys.js";
import { Mode } from "./mode.js";
import { followMouse } from "./mouse.js";
import { Notes } from "./notes.js";
import { CellPanel } from "./panel.js";
import { followPaste } from "./paste.js";
import { patchPage } from "./patch.js";
import { followAddresses } from "./addresses.js";
import { Saving } from "./saving.js";
import { Selection } from "./selection.js";
import { sums } from "./sums.js";
import { spareWriting } from "./writing.js";

document.documentElement.classList.add("js");

for (const form of document.querySelectorAll("form[data-grid]")) start(form);

function start(form) {
  form.autocomplete = "off"; // a reload must show what is saved, not what the browser remembers
  const cells = new Cells(form);
  const notes = new Notes(form, cells);
  const keep = new Keep(form.dataset.user, form.dataset.filing);
  const saving = new Saving(form, cells, notes, keep);
  const conflicts = new Conflicts(cells, notes, saving);
  const panel = new CellPanel(form, saving);
  const mode = new Mode(form, cells);
  const selection = new Selection(cells);
  const history = new History(cells, notes, saving);
  const find = new Find(form, cells);
  const live = new Live(form, cells, notes, saving);
  const enter = (cell) => {
    selection.clear();
    cells.remember(cell);
    mode.activate(cell);
    panel.focused(cell);
  };
  const grid = { cells, enter, find, history, mode, notes, panel, saving, selection };

  saving.onSave = (tds, step) => history.record(tds, step);
  saving.onReply = (reply) => {
    patchPage(form, cells, reply);
    conflicts.show(reply.conflicts);
    history.answered(reply);
    live.answered();
    panel.refresh(reply);
    form.dispatchEvent(new CustomEvent("grid:saved", { bubbles: true, detail: reply }));
  };

  selection.onChange = (picked) => notes.picked(picked.size ? sums([...picked], cells) : "");
  followKeys(form, grid);
  followMouse(form, grid);
  followCopy(form, grid);
  followPaste(form, grid);

  form.addEventListener("focusin", (event) => {
    const cell = cells.of(event.target);
    if (cell) enter(cell);
  });
  form.addEventListener("input", (event) => {
    const cell = cells.of(event.target);
    if (!cell) return;
    selection.clear();
    saving.typed(cell);
  });
  form.addEventListener("change", (event) => {
    const cell = cells.of(event.target);
    if (!cell) return;
    cells.remember(cell);
    saving.save([cell]);
  });
  guardLeaving(form, saving);
  spareWriting(form);
  followAddresses(form, cells, notes);
  saving.offerKept();
  catchUp(grid);
  live.begin();
}
