// A block copied from Excel or WPS, laid over the grid from the selection's upper left cell: one request, refused cells keep
// their text. One value over a selection fills it.

export function followPaste(form, grid) {
  const { cells, saving, selection } = grid;
  form.addEventListener("paste", (event) => {
    if (!cells.of(event.target)) return;
    let block = readBlock(event.clipboardData.getData("text/plain"));
    const single = block.length === 1 && block[0].length === 1;
    if (single && !selection.many) return; // a single value goes where the caret is
    event.preventDefault();
    if (single) block = selection.lines().map((line) => line.map(() => block[0][0]));
    const laid = lay(block, selection.start(), cells);
    report(laid, saving.save(laid.open), grid);
  });
}

// Rows of values from tab-separated text; a value in quotes may hold tabs, line ends and doubled quotes.
export function readBlock(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r?\n|\r|$)/gy;
  for (let match; (match = pattern.exec(text)); ) {
    rows.at(-1).push((match[1]?.replaceAll('""', '"') ?? match[2]).trim());
    if (pattern.lastIndex >= text.length && match[3] === "") break;
    if (match[3] !== "\t") rows.push([]);
    if (pattern.lastIndex >= text.length) {
      if (match[3] === "\t") rows.at(-1).push("");
      break;
    }
  }
  if (!rows.at(-1).length) rows.pop();
  return rows;
}

// Put the values into their cells. Those that meet a locked cell or the edge of the sheet are told, not dropped silently.
function lay(block, { row, column }, cells) {
  const laid = { open: [], blocked: [], outside: 0 };
  block.forEach((values, down) =>
    values.forEach((value, right) => {
      const td = cells.cellAt(row + down, column + right);
      const input = cells.input(td);
      if (input) {
        input.value = value;
        laid.open.push(td);
      } else if (value === "" || value === "—" || value === "-") {
        return; // nothing to say where nothing was meant
      } else if (td) {
        laid.blocked.push({ place: td.dataset.c, text: `「${value}」没有贴入,本格${whyClosed(td)}` });
      } else {
        laid.outside += 1;
      }
    }),
  );
  return laid;
}

// A blank of the block over a number that was saved.
function empties(input) {
  return input.value === "" && input.defaultValue !== "";
}

function whyClosed(td) {
  return td.classList.contains("na") ? "不适用" : "已锁定";
}

// The result in one line, with a link to each cell that was not taken. Values already there count as saved.
function report(laid, queued, { cells, notes, saving }) {
  const places = new Set(queued.map((td) => td.dataset.c));
  const emptied = new Set(queued.filter((td) => empties(cells.input(td))).map((td) => td.dataset.c));
  const all = laid.open.length + laid.blocked.length + laid.outside;
  notes.put("paste", { text: `粘贴 ${all} 格:保存中` });
  const tally = { refused: [], conflicts: 0, emptied: 0 };
  const finish = () => {
    const refused = tally.refused.length + laid.blocked.length + laid.outside;
    const parts = [`粘贴 ${all} 格:已存 ${laid.open.length - tally.refused.length - tally.conflicts}`];
    if (tally.emptied) parts.push(`其中清空 ${tally.emptied} 格`);
    parts.push(`拒收 ${refused}`);
    if (tally.conflicts) parts.push(`冲突 ${tally.conflicts}`);
    if (laid.outside) parts.push(`其中 ${laid.outside} 格超出本表`);
    const items = [...tally.refused, ...laid.blocked];
    notes.put("paste", {
      tone: refused || tally.emptied ? "warn" : "good",
      text: parts.join(","),
      items,
      buttons: [["知道了", () => notes.drop("paste")]],
    });
  };
  saving.onBatch = (reply, entries) => {
    const mine = ({ row, column }) => places.has(`${row}-${column}`);
    tally.refused.push(...reply.refused.filter(mine).map((r) => ({ place: `${r.row}-${r.column}`, text: r.reason })));
    tally.conflicts += reply.conflicts.filter(mine).length;
    tally.emptied += reply.saved.filter(({ row, column }) => emptied.delete(`${row}-${column}`)).length;
    for (const { row, column } of entries) places.delete(`${row}-${column}`);
    if (places.size) return;
    saving.onBatch = null;
    notes.drop("refused"); // the paste's own list names them
    finish();
  };
  if (!places.size) finish();
}
