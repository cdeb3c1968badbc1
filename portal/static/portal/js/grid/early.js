// The page can be typed into before its script is there. No event told of that: what stands in a field and is not what was
// sent with the page is taken up now, and who is in a cell stays in it.

export function catchUp({ cells, enter, mode, saving }) {
  const at = cells.of(document.activeElement);
  const typed = cells.open().filter((td) => cells.input(td).value !== cells.input(td).defaultValue);
  for (const td of typed) saving.typed(td);
  saving.save(typed.filter((td) => td !== at));
  if (!at) return;
  enter(at);
  if (!typed.includes(at)) return;
  cells.input(at).dataset.before = cells.input(at).defaultValue; // what Escape goes back to
  mode.edit(at); // entering selected the text: the next key would have replaced it
}
