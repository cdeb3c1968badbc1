// What a save changes in the grid: levels of the rows saved, 总计 of the columns saved. Only text and classes, so nothing
// moves. Counts, findings and the next step are fetched afterwards by the page itself (reporting/filing_next.html).

const LEVELS = { must: "强制审核未过", release: "准强制审核未过", verify: "核实:请写理由", hint: "提示" };

export function patchPage(form, cells, reply) {
  patchLevels(cells, reply.levels ?? {});
  for (const place of reply.checked ?? []) unmark(cells.at(place));
  for (const [column, total] of Object.entries(reply.totals ?? {})) patchTotal(form, column, total);
}

// `levels` names every cell of the rows that were saved; "" is in order.
function patchLevels(cells, levels) {
  for (const [place, level] of Object.entries(levels)) {
    const td = cells.at(place);
    if (!td) continue;
    td.classList.remove(...Object.keys(LEVELS));
    if (level) td.classList.add(level);
    tip(cells, td);
    const target = cells.input(td) ?? td;
    const refused = td.classList.contains("is-refused");
    if (target !== td && level === "must") target.setAttribute("aria-invalid", "true");
    else if (target !== td && !refused) target.removeAttribute("aria-invalid");
  }
}

// What the pointer learns of a cell: who changed it last, what its checks say.
export function tip(cells, td) {
  const target = cells.input(td) ?? td;
  const level = Object.keys(LEVELS).find((name) => td.classList.contains(name));
  const words = [td.dataset.theirs, LEVELS[level]].filter(Boolean);
  if (words.length) target.title = words.join(";");
  else if (!td.classList.contains("na")) target.removeAttribute("title");
}

// Another number was typed: the cell is no longer 待核; an open thread keeps its sign.
function unmark(td) {
  const sign = td?.querySelector(".noted");
  if (!sign) return;
  sign.textContent = sign.textContent.replace("核", "");
  if (!sign.textContent) sign.remove();
}

function patchTotal(form, column, { text, missing, distinct }) {
  const td = form.querySelector(`td[data-t="${CSS.escape(column)}"]`);
  if (!td) return;
  const shown = text ? [made("b", "", text)] : [];
  if (missing) shown.push(made("small", "missing", `缺 ${missing} 格`));
  const kept = td.querySelector(".distinct");
  if (distinct !== undefined && distinct !== null) shown.push(made("small", "distinct", `去重 ${distinct}`));
  else if (kept) shown.push(kept);
  td.replaceChildren(...(shown.length ? shown : ["—"]));
}

function made(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
