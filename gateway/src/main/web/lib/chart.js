// @ts-check
// Stacked bars over days. The canvas is for eyes; every page that has one shows the same as a table.
import {BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip} from 'chart.js';
import {h, useEffect, useRef, useStore} from './dom.js';
import {theme} from './theme.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

/** So many groups have a tint of their own. */
export const TINTS = 6;

/** Shares of the accent colour, the strongest first; the last is for all others. */
const SHARES = [1, 0.74, 0.54, 0.39, 0.27, 0.17];

/** @param {string} name */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @param {string} hex @param {string} ground @param {number} share */
function mixed(hex, ground, share) {
  const parts = [hex, ground].map((one) => [1, 3, 5].map((i) => parseInt(one.slice(i, i + 2), 16)));
  return 'rgb(' + parts[0].map((value, i) => Math.round(value * share + parts[1][i] * (1 - share))).join(' ') + ')';
}

/** The tint of a group, the dearest being 0. @param {number} rank */
export function tint(rank) {
  return rank < TINTS ? mixed(colour('--accent'), colour('--page'), SHARES[rank]) : colour('--line-strong');
}

/**
 * @param {object} props
 * @param {string} props.label what is drawn
 * @param {string[]} props.days
 * @param {{name: string, values: number[]}[]} props.series the strongest first
 * @param {(value: number) => string} props.format
 * @param {boolean} [props.whole] of what there are no halves
 * @param {(day: number, series: number) => void} props.onPick
 */
export function Bars({label, days, series, format, whole, onPick}) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const chosen = useStore(theme);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const text = colour('--faint');
    const line = colour('--line');
    const chart = new Chart(/** @type {HTMLCanvasElement} */ (canvas.current), {
      type: 'bar',
      data: {
        labels: days,
        datasets: series.map((one, i) => ({label: one.name, data: one.values, backgroundColor: tint(i), maxBarThickness: 36, borderWidth: 0})),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: {mode: 'nearest', intersect: true},
        onClick: (_, found) => {
          if (found.length > 0) {
            pick.current(found[0].index, found[0].datasetIndex);
          }
        },
        onHover: (_, found) => canvas.current?.classList.toggle('chart-hover', found.length > 0),
        scales: {
          x: {stacked: true, grid: {display: false}, border: {color: line}, ticks: {color: text, maxRotation: 0, autoSkipPadding: 16, font: {size: 11}, callback: (_, i) => days[i].slice(5)}},
          y: {stacked: true, beginAtZero: true, grid: {color: line}, border: {display: false}, ticks: {color: text, font: {size: 11}, maxTicksLimit: 5, precision: whole ? 0 : undefined, callback: (value) => format(Number(value))}},
        },
        plugins: {tooltip: {callbacks: {label: (item) => ' ' + item.dataset.label + '  ' + format(Number(item.raw))}, displayColors: true, animation: false}},
      },
    });
    const system = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => chart.update('none');
    system.addEventListener('change', repaint);
    return () => {
      system.removeEventListener('change', repaint);
      chart.destroy();
    };
  }, [days.join(), JSON.stringify(series), chosen]);
  return h('div', {class: 'chart', role: 'img', 'aria-label': label}, h('canvas', {ref: canvas}));
}
