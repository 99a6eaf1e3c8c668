// @ts-check

/**
 * How far apart marks on a scale stand: 1, 2 or 5 and noughts.
 *
 * @param {number} largest
 * @param {number} most marks
 */
export function stepOfCount(largest, most) {
  const raw = Math.max(1, largest / most);
  const ten = 10 ** Math.floor(Math.log10(raw));
  return (raw <= ten ? 1 : raw <= 2 * ten ? 2 : raw <= 5 * ten ? 5 : 10) * ten;
}
