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
