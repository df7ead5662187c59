'use strict';
(() => {
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

  // the cluster as a map
  let colour = 'stage';
  let picked = -1;
  const unrun = (runs) => {
    const all = [];
    for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]; n++) all.push(runs[i]);
    return all;
  };
  let mapKeys = () => {};
  chart('map', (holder, width) => {
    const p = data.plans[plan];
    const stageOf = unrun(p.stage_of);
    const replicaOf = unrun(p.replica_of);
    const devices = stageOf.length;
    const size = devices <= 64 ? 30 : devices <= 512 ? 19 : devices <= 4096 ? 9 : 4;
    const gap = size > 8 ? 2 : 1;
    const pad = size > 8 ? 3 : 1;
    const between = size > 8 ? 4 : 2;
    const boxes = [];
    const labels = [];
    let y = 0;
    let device = 0;
    let node = 0;
    data.lines.forEach((line) => {
      const across = Math.min(line.devices, size > 8 ? 4 : 8, Math.max(1, Math.floor((width - 12) / (size + gap))));
      const boxWidth = across * (size + gap) + gap + 2 * pad;
      const down = Math.ceil(line.devices / across);
      const boxHeight = down * (size + gap) + gap + pad + (size > 8 ? 7 : 3);
      labels.push({ y: y + 13, text: `${line.name}: ${line.count} × ${line.devices} ${line.device}` });
      y += 20;
      let x = 0;
      for (let n = 0; n < line.count; n++) {
        if (x > 0 && x + boxWidth > width) { x = 0; y += boxHeight + between; }
        boxes.push({ x, y, w: boxWidth, h: boxHeight, across, first: device, devices: line.devices, node, line, name: line.name + '-' + (line.first + n) });
        device += line.devices;
        node++;
        x += boxWidth + between;
      }
      y += boxHeight + 10;
    });
    const svg = canvas(holder, width, y, `Map of the cluster, ${devices} devices, by ${colour}`);
    labels.forEach((l) => el(svg, 'text', { class: 'ink', x: 0, y: l.y }, l.text));
    const values = colour === 'stage' ? p.stages : p.data_parallel;
    const paths = new Map();
    const square = (b, i) => {
      const cx = b.x + pad + gap + (i % b.across) * (size + gap);
      const cy = b.y + gap + pad + Math.floor(i / b.across) * (size + gap);
      return [cx, cy];
    };
    const outline = [];
    boxes.forEach((b) => {
      outline.push(`M${b.x} ${b.y}h${b.w}v${b.h}h${-b.w}z`);
      for (let i = 0; i < b.devices; i++) {
        const value = (colour === 'stage' ? stageOf : replicaOf)[b.first + i];
        const [cx, cy] = square(b, i);
        if (!paths.has(value)) paths.set(value, []);
        paths.get(value).push(`M${cx} ${cy}h${size}v${size}h${-size}z`);
      }
    });
    el(svg, 'path', { class: 'box', d: outline.join('') });
    [...paths.keys()].sort((a, b) => a - b).forEach((value) => {
      const path = el(svg, 'path', { class: 'devices', 'data-value': value, d: paths.get(value).join('') });
      path.style.fill = value < 0 ? 'var(--shade)' : shade(value, values).css;
    });
    const loads = p.nic_load;
    boxes.forEach((b) => {
      const share = loads ? Math.min(1, loads[b.node]) : 0;
      b.load = loads ? loads[b.node] : null;
      if (share > 0) el(svg, 'rect', { class: 'load k1', x: b.x + 2, y: b.y + b.h - (size > 8 ? 5 : 3), width: Math.max(1, (b.w - 4) * share), height: size > 8 ? 3 : 2 });
      if (size >= 19) for (let i = 0; i < b.devices; i++) {
        const [cx, cy] = square(b, i);
        const s = stageOf[b.first + i];
        if (s < 0) continue;
        const value = colour === 'stage' ? s : replicaOf[b.first + i];
        const t = el(svg, 'text', { x: cx + size / 2, y: cy + size / 2 + 4, 'text-anchor': 'middle', 'pointer-events': 'none' }, size >= 30 ? `${s}·${replicaOf[b.first + i]}` : value);
        t.style.fill = shade(value, values).dark ? '#14171b' : '#fff';
      }
    });
    const mark = el(svg, 'rect', { class: 'pick', width: size + 2, height: size + 2, visibility: 'hidden' });
    const tell = (b, i) => {
      const d = b.first + i;
      const load = b.load === null ? '' : `\nnode's network: ${percent(b.load)} of the step in use`;
      return stageOf[d] < 0 ? `${b.name}:${i} ${b.line.device}\nnot used` : `${b.name}:${i} ${b.line.device}\nstage ${stageOf[d]}, replica ${replicaOf[d]}${load}`;
    };
    const show = (b, i) => {
      const [cx, cy] = square(b, i);
      picked = b.first + i;
      mark.setAttribute('x', cx - 1);
      mark.setAttribute('y', cy - 1);
      mark.setAttribute('visibility', 'visible');
      const box = svg.getBoundingClientRect();
      showTip(tell(b, i), box.left + cx + size, box.top + cy + size);
    };
    const hit = (e) => {
      const box = svg.getBoundingClientRect();
      const px = e.clientX - box.left;
      const py = e.clientY - box.top;
      const b = boxes.find((c) => px >= c.x && px < c.x + c.w && py >= c.y && py < c.y + c.h);
      if (!b) { hideTip(); mark.setAttribute('visibility', 'hidden'); return; }
      const i = Math.floor((py - b.y - pad - gap) / (size + gap)) * b.across + Math.floor((px - b.x - pad - gap) / (size + gap));
      if (i >= 0 && i < b.devices) show(b, i);
    };
    svg.addEventListener('pointermove', hit);
    svg.addEventListener('pointerdown', hit);
    svg.addEventListener('pointerleave', () => { hideTip(); mark.setAttribute('visibility', 'hidden'); });
    mapKeys = (e) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8 }[e.key];
      if (!by) return;
      e.preventDefault();
      const d = Math.max(0, Math.min(devices - 1, picked < 0 ? 0 : picked + by));
      const b = boxes.find((c) => d >= c.first && d < c.first + c.devices);
      show(b, d - b.first);
    };
    const legend = byId('maplegend');
    legend.replaceChildren();
    const many = values > 16;
    const shown = many ? [0, 1, 2, 3, 4].map((q) => Math.round((q * (values - 1)) / 4)) : [...Array(values).keys()];
    shown.forEach((v) => {
      const item = document.createElement('li');
      const swatch = document.createElement('i');
      swatch.style.background = shade(v, values).css;
      item.append(swatch, `${colour} ${v}`);
      legend.append(item);
    });
    if (loads) {
      const item = document.createElement('li');
      const swatch = document.createElement('i');
      swatch.className = 'k1';
      swatch.style.height = '4px';
      swatch.style.verticalAlign = '3px';
      item.append(swatch, 'load of the node’s network');
      legend.append(item);
    }
  });
  if (byId('map')) byId('map').addEventListener('keydown', (e) => mapKeys(e));
  document.querySelectorAll('[data-colour]').forEach((b) => b.addEventListener('click', () => {
    colour = b.dataset.colour;
    document.querySelectorAll('[data-colour]').forEach((o) => o.setAttribute('aria-pressed', o === b));
    redraw();
  }));

  // axes for the remaining charts
  const plot = (holder, width, label, xs, ys, xName, yName, log) => {
    const height = 300;
    const [l, r, t, b] = [84, 14, 12, 42];
    const svg = canvas(holder, width, height, label);
    const range = (v) => { const lo = Math.min(...v); const hi = Math.max(...v); const pad = (hi - lo || Math.abs(hi) || 1) * 0.06; return [Math.max(lo >= 0 ? 0 : -Infinity, lo - pad), hi + pad]; };
    const [x0, x1] = range(xs);
    const [y0, y1] = range(ys);
    const x = (v) => l + ((v - x0) / (x1 - x0)) * (width - l - r);
    const y = (v) => height - b - ((v - y0) / (y1 - y0)) * (height - t - b);
    ticks(y0, y1, 5).forEach((v) => {
      el(svg, 'line', { class: 'grid', x1: l, x2: width - r, y1: y(v), y2: y(v) });
      el(svg, 'text', { x: l - 6, y: y(v) + 4, 'text-anchor': 'end' }, yName.format(v));
    });
    ticks(x0, x1, Math.max(3, width / 110)).forEach((v) => {
      el(svg, 'text', { x: x(v), y: height - b + 17, 'text-anchor': 'middle' }, xName.format(v));
    });
    el(svg, 'line', { class: 'axis', x1: l, x2: width - r, y1: height - b, y2: height - b });
    el(svg, 'text', { x: (l + width - r) / 2, y: height - 6, 'text-anchor': 'middle' }, xName.name);
    el(svg, 'text', { x: 0, y: 0, transform: `translate(13 ${(height - b) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, yName.name);
    return { svg, x, y };
  };
  const inSeconds = (name) => ({ name, format: seconds });
  const plain = (name) => ({ name, format: (v) => Number(v.toPrecision(6)).toLocaleString('en') });

  chart('race', (holder, width) => {
    const { bounds, best, end_s: end, proven_s: proven } = data.log;
    const ys = [...bounds.map((q) => q[1]), ...best.map((q) => q[1]), ...(proven > 0 ? [proven] : [])];
    if (!ys.length) { holder.textContent = 'The record names no plan.'; return; }
    const begin = Math.min(end, ...bounds.map((q) => q[0]), ...best.map((q) => q[0]));
    const { svg, x, y } = plot(holder, width, 'Lower bound and best plan over time', [begin, end], ys, inSeconds('time since the search began'), inSeconds('step time'));
    const line = (points, css) => {
      if (!points.length) return;
      let d = `M${x(points[0][0])} ${y(points[0][1])}`;
      points.slice(1).forEach((q) => { d += `H${x(q[0])}V${y(q[1])}`; });
      el(svg, 'path', { class: css, d: d + `H${x(end)}` });
    };
    if (proven > 0) el(svg, 'path', { class: 'front', d: `M${x(begin)} ${y(proven)}H${x(end)}`, 'data-tip': 'proven: no plan takes less than ' + seconds(proven) });
    line(bounds, 'low');
    line(best, 'up');
    best.forEach((q) => el(svg, 'circle', { class: 'pt', cx: x(q[0]), cy: y(q[1]), r: 5, tabindex: 0, 'data-tip': `best plan ${seconds(q[1])}\nfound after ${seconds(q[0])}\n${q[2]}` }));
  });

  const scatter = (id, points, value, xName, label) => chart(id, (holder, width) => {
    const known = points.filter((q) => q[value] !== null && q[value] !== undefined);
    if (!known.length) { holder.textContent = 'Nothing to show: the cost model does not know.'; return; }
    const { svg, x, y } = plot(holder, width, label, known.map((q) => q[value]), known.map((q) => q.step_s), xName, inSeconds('step time'));
    const front = [];
    [...known].sort((a, b) => a[value] - b[value] || a.step_s - b.step_s).forEach((q) => {
      if (!front.length || q.step_s < front[front.length - 1].step_s) front.push(q);
    });
    let d = '';
    front.forEach((q, i) => { d += i === 0 ? `M${x(q[value])} ${y(q.step_s)}` : `H${x(q[value])}V${y(q.step_s)}`; });
    el(svg, 'path', { class: 'front', d });
    known.forEach((q) => el(svg, 'circle', { class: 'pt' + (q.fits === false ? ' no' : q.rank === 1 ? ' win' : ''), cx: x(q[value]), cy: y(q.step_s), r: q.rank ? 6 : 4, tabindex: q.rank ? 0 : -1, 'data-tip': `${q.name}\n${seconds(q.step_s)}, ${q.gpus.toLocaleString('en')} devices${q.memory_gib === null ? '' : ', ' + q.memory_gib.toFixed(1) + ' GiB'}${q.fits === false ? '\ndoes not fit' : ''}` }));
  });
  scatter('paretomemory', data.points, 'memory_gib', plain('memory of the fullest device, GiB'), 'Step time against memory');
  scatter('paretogpus', data.points, 'gpus', plain('devices used'), 'Step time against devices');

  chart('measured', (holder, width) => {
    const points = data.measured;
    const all = points.flatMap((q) => [q.measured_s, q.predicted_s]);
    const { svg, x, y } = plot(holder, width, 'Predicted against measured step time', all, all, inSeconds('measured'), inSeconds('predicted'));
    const [lo, hi] = [Math.min(...all), Math.max(...all)];
    el(svg, 'line', { class: 'axis', x1: x(lo), y1: y(lo), x2: x(hi), y2: y(hi) });
    points.forEach((q) => el(svg, 'circle', { class: 'pt', cx: x(q.measured_s), cy: y(q.predicted_s), r: 5, tabindex: 0, 'data-tip': `${q.name}\nmeasured ${seconds(q.measured_s)}, predicted ${seconds(q.predicted_s)}\n${percent(q.predicted_s / q.measured_s - 1)}` }));
  });

  if (pick) {
    pick.addEventListener('change', () => choose(Number(pick.value)));
    pickReplica.addEventListener('change', () => { replica = Number(pickReplica.value); drawTimeline(); });
    fillReplicas();
  }
  applyTheme();
  document.documentElement.dataset.ready = 'yes';
})();
