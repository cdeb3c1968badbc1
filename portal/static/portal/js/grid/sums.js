// What the selected cells come to, in the status line: only numbers count, blanks and — do not.

export function sums(tds, cells) {
  const numbers = tds.map((td) => cells.number(td)).filter((number) => number !== null);
  const parts = [`已选 ${tds.length} 格`, `计数 ${numbers.length}`];
  if (numbers.length) {
    const sum = numbers.reduce((total, number) => total + number, 0);
    parts.push(`合计 ${written(sum)}`, `平均 ${written(sum / numbers.length)}`);
  }
  return parts.join(" · ");
}

function written(number) {
  const cents = Math.round(number * 100) / 100; // 0.1 + 0.2
  return cents.toLocaleString("en-US", { minimumFractionDigits: Number.isInteger(cents) ? 0 : 2 });
}
