// Copying and cutting what is selected: as tab-separated text and as a table, which Excel and WPS both lay into their cells.

export function followCopy(form, { cells, mode, saving, selection }) {
  const frame = form.querySelector(".grid-frame");

  // The focus is in the sheet, and not in a text there; after a drag over locked cells it is nowhere.
  const ours = () => {
    const at = document.activeElement;
    if (at === document.body) return selection.many && getSelection().isCollapsed;
    return Boolean(frame?.contains(at)) && !(cells.of(at) && mode.editing(cells.of(at)));
  };

  const copied = (event) => {
    const lines = ours() ? selection.lines().map((line) => line.map((td) => value(td, cells))) : [];
    if (!lines.length) return false;
    event.preventDefault();
    event.clipboardData.setData("text/plain", lines.map((line) => line.map(quoted).join("\t")).join("\r\n"));
    event.clipboardData.setData("text/html", table(lines));
    return true;
  };
  document.addEventListener("copy", copied);
  document.addEventListener("cut", (event) => {
    if (copied(event)) saving.put(selection.open().map((td) => [td, ""]));
  });
}

// Numbers without separators: they are numbers wherever they land.
function value(td, cells) {
  if (!td) return "";
  const text = cells.text(td);
  return cells.number(td) === null ? text : text.replaceAll(",", "");
}

function quoted(text) {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function table(lines) {
  const made = document.createElement("table");
  for (const line of lines) {
    const row = made.insertRow();
    for (const text of line) row.insertCell().textContent = text;
  }
  return made.outerHTML;
}
