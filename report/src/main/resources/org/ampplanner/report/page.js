// All that charts share. These files follow each other in one function: page, timeline, map, plots, start.
const data = JSON.parse(document.getElementById('data').textContent);
const SVG = 'http://www.w3.org/2000/svg';
const KINDS = ['forward', 'backward', 'weight gradients', 'gradient sync', 'tied gradients', 'optimizer', 'other'];
const byId = (id) => document.getElementById(id);
const el = (parent, name, attributes, text) => {
  const e = document.createElementNS(SVG, name);
  for (const key in attributes) e.setAttribute(key, attributes[key]);
  if (text !== undefined) e.textContent = text;
  parent.appendChild(e);
  return e;
};
const seconds = (s) => {
  const a = Math.abs(s);
  if (a === 0) return '0 s';
  const [value, unit] = a >= 1 ? [s, 's'] : a >= 1e-3 ? [s * 1e3, 'ms'] : [s * 1e6, 'µs'];
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3) + ' ' + unit;
};
const percent = (share) => (100 * share).toFixed(1) + ' %';

// tooltips: by pointer, by touch and by keyboard
const tip = byId('tip');
const showTip = (text, x, y) => {
  tip.textContent = text;
  tip.style.display = 'block';
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - box.width - 4)) + 'px';
  tip.style.top = (y + box.height + 22 > innerHeight ? Math.max(4, y - box.height - 12) : y + 18) + 'px';
};
const hideTip = () => { tip.style.display = 'none'; };
document.addEventListener('pointermove', (e) => {
  const mark = e.target.closest ? e.target.closest('[data-tip]') : null;
  if (mark) showTip(mark.dataset.tip, e.clientX, e.clientY);
  else if (!e.target.closest || !e.target.closest('.chart')) hideTip();
});
document.addEventListener('pointerdown', (e) => {
  const mark = e.target.closest('[data-tip]');
  if (mark) showTip(mark.dataset.tip, e.clientX, e.clientY);
});
document.addEventListener('focusin', (e) => {
  const mark = e.target.closest('[data-tip]');
  if (!mark) return hideTip();
  const box = mark.getBoundingClientRect();
  showTip(mark.dataset.tip, box.left, box.bottom);
});
document.addEventListener('focusout', hideTip);
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') hideTip(); });

// light and dark: as the system says, until asked otherwise
const system = matchMedia('(prefers-color-scheme: dark)');
const theme = byId('theme');
let asked = null;
const applyTheme = () => {
  const dark = asked === null ? system.matches : asked === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  theme.textContent = dark ? 'Light' : 'Dark';
  redraw();
};
theme.addEventListener('click', () => {
  asked = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  applyTheme();
});
system.addEventListener('change', applyTheme);

const charts = [];
const redraw = () => charts.forEach((draw) => draw());
const chart = (id, draw) => {
  const holder = byId(id);
  if (!holder) return;
  let width = 0;
  const again = () => {
    holder.replaceChildren();
    draw(holder, Math.max(260, holder.clientWidth));
  };
  charts.push(again);
  new ResizeObserver(() => {
    if (holder.clientWidth !== width) { width = holder.clientWidth; again(); }
  }).observe(holder);
};
const canvas = (holder, width, height, label) =>
  el(holder, 'svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });

// a scale of blues over grey to yellow: its order is seen by everybody, in print too
const ANCHORS = [[0, 48, 110], [64, 92, 140], [118, 130, 138], [172, 163, 117], [224, 198, 74], [250, 232, 92]];
const shade = (i, n) => {
  const at = n <= 1 ? 0 : (i / (n - 1)) * (ANCHORS.length - 1);
  const low = Math.min(ANCHORS.length - 2, Math.floor(at));
  const rgb = ANCHORS[low].map((v, c) => Math.round(v + (ANCHORS[low + 1][c] - v) * (at - low)));
  return { css: `rgb(${rgb.join(',')})`, dark: 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2] > 140 };
};
document.querySelectorAll('[data-shade]').forEach((e) => {
  const [i, n] = e.dataset.shade.split('/').map(Number);
  const s = shade(i, n);
  e.style.background = s.css;
  e.style.color = s.dark ? '#14171b' : '#fff';
});

const ticks = (from, to, most) => {
  const rough = (to - from) / most;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map((f) => f * power).find((f) => f >= rough) || power;
  const all = [];
  for (let t = Math.ceil(from / step) * step; t <= to + step * 1e-9; t += step) all.push(t);
  return all;
};

// which plan is shown, in all charts at once
let plan = 0;
let replica = 0;
const pick = byId('plan');
const pickReplica = byId('replica');
const fillReplicas = () => {
  pickReplica.replaceChildren();
  data.plans[plan].replicas.forEach((r, i) => pickReplica.add(new Option(r.name, i)));
  pickReplica.parentElement.hidden = data.plans[plan].replicas.length < 2;
};
const choose = (i) => {
  plan = i;
  replica = 0;
  view = null;
  picked = -1;
  fillReplicas();
  document.querySelectorAll('[data-plan]').forEach((e) => { e.hidden = Number(e.dataset.plan) !== plan; });
  redraw();
};
