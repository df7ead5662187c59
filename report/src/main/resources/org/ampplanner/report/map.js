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
      boxes.push({ x, y, w: boxWidth, h: boxHeight, across, first: device, devices: line.devices, node, line, name: line.name + '-' + n });
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
