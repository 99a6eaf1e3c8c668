// @ts-check
import {h} from './dom.js';

/** Drawn on 16 by 16, in lines. @type {Record<string, string>} */
const PATHS = {
  weir: 'M1.5 5c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0M1.5 8.5c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0M3 12.5h10',
  exchanges: 'M2 5h10M9.5 2.5 12 5 9.5 7.5M14 11H4M6.5 8.5 4 11l2.5 2.5',
  sessions: 'M2.5 3.5h11v7.5h-6L4.5 13.5V11h-2zM5.5 6.5h5',
  cost: 'M2.5 13.5v-4M6.2 13.5v-8M9.8 13.5V8M13.5 13.5v-11',
  errors: 'M8 2.5 14 13.5H2zM8 6.5v3M8 11.7v.1',
  health: 'M1.5 8.5h3l2-5 3 9 2-4h3',
  diff: 'M5 2.5v11M11 2.5v11M2.5 6 5 3.5 7.5 6M8.5 10l2.5 2.5 2.5-2.5',
  replay: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  cache: 'M8 2.5c3 0 5.5.8 5.5 2S11 6.5 8 6.5 2.5 5.7 2.5 4.5s2.5-2 5.5-2zM2.5 4.5v7c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2v-7M2.5 8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2',
  tools: 'M2.5 13.5 8 8M9 3a3.5 3.5 0 0 0 4 4.5l.5-2-1.8.3L10.9 4.5 11 2.5A3.5 3.5 0 0 0 9 3z',
  admin: 'M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM2.8 13.5c.6-2.3 2.6-3.5 5.2-3.5s4.6 1.2 5.2 3.5',
  people: 'M6 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.8 12.8c.4-2.2 2-3.3 4.2-3.3s3.8 1.1 4.2 3.3M10.5 3.3a2 2 0 0 1 0 4M11.8 9.7c1.4.4 2.2 1.4 2.5 3.1',
  teams: 'M3 3.5h4v4H3zM9 3.5h4v4H9zM6 9.5h4v4H6z',
  key: 'M10.5 8.5a3 3 0 1 0-2.8-2L2.5 11.7v2h2v-1.5H6v-1.5h1.5l1.2-2.4a3 3 0 0 0 1.8.2zM11 5v.1',
  routes: 'M3.5 13.5v-3a3 3 0 0 1 3-3h3a3 3 0 0 0 3-3v-2M10.5 4.5l2-2 2 2M3.5 7.5v-5M1.5 4.5l2-2 2 2',
  token: 'M2.5 5h11v2a1.2 1.2 0 0 0 0 2.4V11h-11V9.4a1.2 1.2 0 0 0 0-2.4zM9.5 5v1M9.5 7.5v1M9.5 10v1',
  limits: 'M2.5 12a5.8 5.8 0 1 1 11 0M8 10.5l3-4M8 11.2v.1',
  policies: 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM5.8 8l1.6 1.6 3-3.2',
  redactions: 'M2.5 4h6M2.5 8h2M2.5 12h7M6.5 6.8h7v2.4h-7z',
  audit: 'M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5',
  organisation: 'M2.5 13.5h11M4 13.5v-10h5v10M9 6.5h3.5v7M6 6h1M6 8.5h1M6 11h1',
  plus: 'M8 3.5v9M3.5 8h9',
  up: 'M8 13V3.5M4.5 7 8 3.5 11.5 7',
  down: 'M8 3v9.5M4.5 9 8 12.5 11.5 9',
  plug: 'M6 2.5v3M10 2.5v3M4 5.5h8v2.5a4 4 0 0 1-8 0zM8 12v2',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  moon: 'M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z',
  auto: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.7.4-1.1.9-1.1 1.6M8 12v.1M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10.7 10.7 14 14',
  play: 'M5 3v10l8-5z',
  stop: 'M5 3.5v9M11 3.5v9',
  earlier: 'M12.5 3.5 6 8l6.5 4.5zM3.5 3.5v9',
  later: 'M3.5 3.5 10 8l-6.5 4.5zM12.5 3.5v9',
  download: 'M8 2.5v7M5 7l3 3 3-3M2.5 13.5h11',
};

/** A sign beside words; screen readers pass over it. @param {{name: string}} props */
export function Icon({name}) {
  return h('svg', {class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true', focusable: 'false'},
    h('path', {d: PATHS[name] ?? PATHS.chevron}));
}
