// the timeline of a step
let view = null;
const timeline = () => data.plans[plan];
const zoom = (factor, around) => {
  const all = timeline().step_s;
  const [from, to] = view || [0, all];
  const at = around === undefined ? (from + to) / 2 : around;
  const span = Math.min(all, Math.max(all * 1e-5, (to - from) * factor));
  const start = Math.min(all - span, Math.max(0, at - (at - from) * (span / (to - from))));
  view = span >= all ? null : [start, start + span];
  drawTimeline();
};
const pan = (share) => {
  const all = timeline().step_s;
  const [from, to] = view || [0, all];
  const by = Math.max(-from, Math.min(all - to, share * (to - from)));
  view = [from + by, to + by];
  drawTimeline();
};
let drawTimeline = () => {};
chart('timeline', (holder, width) => {
  const left = 66;
  drawTimeline = () => {
    const p = timeline();
    const r = p.replicas[replica];
    const rows = r.stages;
    const rowHeight = Math.max(12, Math.min(30, 460 / rows.length));
    const height = rows.length * rowHeight + 24;
    const [from, to] = view || [0, p.step_s];
    const x = (s) => left + ((s - from) / (to - from)) * (width - left - 2);
    holder.replaceChildren();
    const svg = canvas(holder, width, height, `Timeline of one step, ${rows.length} stages`);
    ticks(from, to, Math.max(3, width / 130)).forEach((t) => {
      el(svg, 'line', { class: 'grid', x1: x(t), x2: x(t), y1: 0, y2: rows.length * rowHeight + 4 });
      el(svg, 'text', { x: x(t), y: height - 5, 'text-anchor': t === 0 ? 'start' : x(t) > width - 30 ? 'end' : 'middle' }, seconds(t));
    });
    rows.forEach((stage, s) => {
      const y = s * rowHeight;
      if (rowHeight >= 12 || s % 2 === 0) el(svg, 'text', { x: 0, y: y + rowHeight / 2 + 4 }, 'stage ' + s);
      el(svg, 'rect', { class: 'row', x: left, y: y + 1, width: width - left - 2, height: rowHeight - 2 });
      spans(svg, stage, s, y + 1, rowHeight - 2, from, to, x, p);
    });
    if (r.cut && r.cut[1] > from && r.cut[0] < to) {
      const a = Math.max(left, x(r.cut[0]));
      const b = Math.min(width - 2, x(r.cut[1]));
      el(svg, 'rect', { class: 'cut', x: a, y: 0, width: Math.max(0, b - a), height: rows.length * rowHeight, 'data-tip': 'Left out: the steady state goes on in the same way.' });
      if (b - a > 120) el(svg, 'text', { class: 'ink', x: (a + b) / 2, y: rows.length * rowHeight / 2, 'text-anchor': 'middle' }, 'goes on in the same way');
    }
  };
  drawTimeline();
});
const spans = (svg, stage, s, y, height, from, to, x, p) => {
  const flat = stage.spans;
  const unit = p.unit_s;
  let merged = null;
  const flush = () => { merged = null; };
  for (let i = 0; i < flat.length; i += 4) {
    const start = flat[i + 2] * unit;
    const end = start + flat[i + 3] * unit;
    if (end < from || start > to) continue;
    const a = Math.max(x(from), x(start));
    const b = Math.min(x(to), x(end));
    const kind = flat[i];
    if (b - a < 0.8 && merged && merged.kind === kind && a - merged.end < 0.8) {
      merged.end = b;
      merged.rect.setAttribute('width', Math.max(0.4, b - merged.start));
      continue;
    }
    const rect = el(svg, 'rect', { class: 'span k' + kind, x: a, y, width: Math.max(0.4, b - a - (b - a > 3 ? 0.6 : 0)), height });
    merged = { kind, start: a, end: b, rect };
    const micro = flat[i + 1];
    rect.dataset.tip = `${KINDS[kind]}${micro >= 0 ? ' of micro-batch ' + micro : ''}\nstage ${s}: ${stage.devices}\n${seconds(start)} to ${seconds(end)}, ${seconds(end - start)}`;
    if (micro >= 0 && b - a > 8 * (String(micro).length + 1) && height >= 12) {
      el(svg, 'text', { class: 'on', x: (a + b) / 2, y: y + height / 2 + 4, 'text-anchor': 'middle' }, micro);
    }
  }
  flush();
};
const lane = byId('timeline');
if (lane) {
  let grabbed = null;
  const at = (e) => {
    const box = lane.getBoundingClientRect();
    const [from, to] = view || [0, timeline().step_s];
    return from + Math.max(0, (e.clientX - box.left - 66) / (box.width - 68)) * (to - from);
  };
  lane.addEventListener('wheel', (e) => {
    if (!e.ctrlKey && !e.metaKey && document.activeElement !== lane) return;
    e.preventDefault();
    zoom(e.deltaY < 0 ? 0.8 : 1.25, at(e));
  }, { passive: false });
  lane.addEventListener('pointerdown', (e) => { grabbed = { x: e.clientX, view: view || [0, timeline().step_s] }; });
  addEventListener('pointerup', () => { grabbed = null; });
  lane.addEventListener('pointermove', (e) => {
    if (!grabbed || !view || Math.abs(e.clientX - grabbed.x) < 3) return;
    const [from, to] = grabbed.view;
    const by = ((grabbed.x - e.clientX) / (lane.clientWidth - 68)) * (to - from);
    const bounded = Math.max(-from, Math.min(timeline().step_s - to, by));
    view = [from + bounded, to + bounded];
    drawTimeline();
  });
  lane.addEventListener('dblclick', (e) => zoom(0.4, at(e)));
  lane.addEventListener('keydown', (e) => {
    const act = { '+': () => zoom(0.6), '=': () => zoom(0.6), '-': () => zoom(1.6), 0: () => { view = null; drawTimeline(); }, ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2) }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  byId('in').addEventListener('click', () => zoom(0.6));
  byId('out').addEventListener('click', () => zoom(1.6));
  byId('all').addEventListener('click', () => { view = null; drawTimeline(); });
  byId('back').addEventListener('click', () => pan(-0.4));
  byId('forth').addEventListener('click', () => pan(0.4));
}
