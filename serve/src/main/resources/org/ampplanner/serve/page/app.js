'use strict';
// The page of amp serve: a job from a form, its plans as one types, the state in the address.
const $ = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get('token');
let asked = 0;
let timer;
let controller;

function element(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

async function call(path, body, signal) {
  const headers = body ? { 'Content-Type': 'application/json' } : {};
  if (token) headers.Authorization = `Bearer ${token}`;
  return fetch(`/api/v1/${path}`, { method: body ? 'POST' : 'GET', headers, signal, body: body && JSON.stringify(body) });
}

function addNode(count, type) {
  const row = element('div');
  row.className = 'node';
  const number = element('input');
  Object.assign(number, { type: 'number', min: 1, value: count });
  number.setAttribute('aria-label', 'Number of nodes');
  const kind = element('input');
  Object.assign(kind, { value: type, autocomplete: 'off', spellcheck: false });
  kind.setAttribute('list', 'types');
  kind.setAttribute('aria-label', 'Node type');
  const remove = element('button', '×');
  remove.type = 'button';
  remove.setAttribute('aria-label', 'Remove these nodes');
  remove.addEventListener('click', () => { row.remove(); later(); });
  row.append(number, kind, remove);
  $('nodes').append(row);
}

function nodes() {
  return [...document.querySelectorAll('.node')].map((row) => {
    const [count, type] = row.querySelectorAll('input');
    return { count: Number(count.value), type: type.value.trim() };
  }).filter((n) => n.count > 0 && n.type);
}

function job() {
  const kinds = nodes();
  const config = $('config').value.trim();
  const made = {
    model: config ? JSON.parse(config) : $('model').value.trim(),
    cluster: kinds.map((n) => `${n.count}x${n.type}`).join('+'),
    training: { global_batch_size: Number($('batch').value) }
  };
  if ($('sequence').value) made.training.sequence_length = Number($('sequence').value);
  if ($('engine').value) made.engine = $('engine').value;
  return made;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(plan, 350);
}

async function plan() {
  const mine = ++asked;
  if (controller) controller.abort();
  controller = new AbortController();
  $('wrong').hidden = true;
  let question;
  try {
    question = job();
  } catch (e) {
    return wrong(`config.json: ${e.message}`);
  }
  remember();
  $('status').textContent = 'Searching …';
  try {
    const reply = await call('plan', question, controller.signal);
    const found = await reply.json();
    if (mine !== asked) return;
    $('status').textContent = '';
    if (reply.ok) show(question, found); else wrong(problem(found));
  } catch (e) {
    if (e.name !== 'AbortError') wrong('The server does not answer. Is `amp serve` still running?');
  }
}

function problem(document) {
  if (!document.problems) return document.detail;
  return document.problems.map((p) => `${p.file}${p.line ? `:${p.line}` : ''}: ${p.message}${p.maybe ? `\n  Maybe ${p.maybe}` : ''}`).join('\n');
}

function wrong(text) {
  $('status').textContent = '';
  $('wrong').textContent = text;
  $('wrong').hidden = false;
  $('answer').hidden = true;
}

const seconds = (s) => (s == null ? '?' : s >= 100 ? s.toFixed(0) : s >= 1 ? s.toPrecision(4) : s.toPrecision(3)) + ' s';

function show(question, found) {
  const best = found.plans[0];
  const range = best.iteration_s_low ? ` (${seconds(best.iteration_s_low)} to ${seconds(best.iteration_s_high)})` : '';
  $('headline').textContent = `${seconds(best.iteration_s)} a step${range}`;
  const parts = [`${Math.round(best.tokens_per_s).toLocaleString('en')} tokens/s`];
  if (best.mfu != null) parts.push(`MFU ${(100 * best.mfu).toFixed(1)} %`);
  if (best.memory_gib != null) parts.push(`${best.memory_gib.toFixed(1)} of ${best.memory_limit_gib.toFixed(1)} GiB on the fullest device`);
  if (best.fits_probability != null) parts.push(`fits with a probability of ${(100 * best.fits_probability).toFixed(0)} %`);
  $('doubt').textContent = parts.join(', ') + (range ? '. The range holds 80 % of what is measured.' : '.');
  const columns = [['#', 'rank'], ['tp', 'tensor_parallel'], ['pp', 'pipeline_parallel'], ['dp', 'data_parallel'], ['cp', 'context_parallel'], ['ep', 'expert_parallel'], ['vpp', 'virtual_pipeline'], ['mbs', 'micro_batch_size'], ['schedule', 'schedule'], ['recompute', 'recompute'], ['ZeRO', 'zero_stage']]
    .filter(([, key]) => key === 'rank' || found.plans.some((p) => String(p[key]) !== '1' && p[key] !== 'none' && p[key] !== 0));
  const head = element('tr');
  columns.forEach(([name]) => head.append(element('th', name)));
  ['step', 'slower', 'GiB'].forEach((name) => head.append(element('th', name)));
  $('plans').tHead.replaceChildren(head);
  $('plans').tBodies[0].replaceChildren(...found.plans.map((p) => {
    const row = element('tr');
    columns.forEach(([, key]) => row.append(element('td', String(p[key]))));
    row.append(element('td', seconds(p.iteration_s)), element('td', p.rank === 1 ? '' : `+${(100 * (p.iteration_s / best.iteration_s - 1)).toFixed(1)} %`), element('td', p.memory_gib == null ? '' : p.memory_gib.toFixed(1)));
    return row;
  }));
  const gap = found.optimality.gap;
  $('proof').textContent = (found.optimality.proven ? 'Proven best of the searched space under the cost model' : gap == null ? 'Not proven' : `At most ${(100 * gap).toFixed(1)} % from the best of the searched space`) + `; ${found.search.candidates.toLocaleString('en')} strategies in ${found.search.wall_s.toFixed(2)} s. That is about the space, not about the clock.`;
  const text = JSON.stringify(question);
  $('command').textContent = command(question);
  const address = `/report?job=${encodeURIComponent(text)}`;
  $('open').href = address;
  $('report').src = address;
  $('answer').hidden = false;
  $('because').hidden = true;
}

const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;

function command(question) {
  if (typeof question.model !== 'string' || typeof question.cluster !== 'string') {
    return `cat > job.json <<'END'\n${JSON.stringify(question, null, 2)}\nEND\namp plan job.json`;
  }
  const t = question.training;
  return `amp plan --model ${quoted(question.model)} --cluster ${quoted(question.cluster)} --global-batch-size ${t.global_batch_size}` +
    (t.sequence_length ? ` --sequence-length ${t.sequence_length}` : '') + (question.engine ? ` --engine ${question.engine}` : '');
}

function remember() {
  const state = new URLSearchParams({ model: $('model').value, batch: $('batch').value, sequence: $('sequence').value, engine: $('engine').value, nodes: nodes().map((n) => `${n.count}x${n.type}`).join(',') });
  history.replaceState(null, '', `?${state}${location.hash}`);
}

function recall() {
  const state = new URLSearchParams(location.search);
  ['model', 'batch', 'sequence', 'engine'].forEach((id) => { if (state.has(id)) $(id).value = state.get(id); });
  const kinds = (state.get('nodes') || '2xdgx-h100').split(',');
  kinds.forEach((kind) => {
    const [, count, type] = kind.match(/^(\d+)x(.+)$/) || [0, 1, kind];
    addNode(count, type);
  });
}

async function explain(event) {
  event.preventDefault();
  const reply = await call('explain', { job: job(), versus: $('versus').value });
  const found = await reply.json();
  $('because').textContent = reply.ok ? difference(found) : problem(found);
  $('because').hidden = false;
}

// The terms of the two steps side by side.
function difference(found) {
  const terms = (plan) => ({ step: plan.iteration_s, ...plan.breakdown_s });
  const ours = terms(found.plan);
  const theirs = terms(found.versus.plan);
  const lines = Object.keys(ours).filter((n) => ours[n] > 1e-9 || theirs[n] > 1e-9)
    .map((n) => `${n.padEnd(12)} ${seconds(ours[n]).padStart(10)} ${seconds(theirs[n]).padStart(12)}`);
  const misfit = found.versus.misfit ? [`It does not fit: ${found.versus.misfit.text || JSON.stringify(found.versus.misfit)}`] : [];
  return [`${''.padEnd(12)} ${'best'.padStart(10)} ${$('versus').value.padStart(12)}`, ...lines, ...misfit].join('\n');
}

async function download() {
  const engine = $('engine').value || 'megatron';
  const reply = await call('export', { job: job(), engine });
  if (!reply.ok) return wrong(problem(await reply.json()));
  const link = element('a');
  link.href = URL.createObjectURL(await reply.blob());
  link.download = 'run.zip';
  link.click();
  URL.revokeObjectURL(link.href);
}

async function catalogue() {
  const all = await (await call('catalog')).json();
  $('models').replaceChildren(...all.models.map((m) => Object.assign(element('option'), { value: m.id, label: m.description })));
  $('types').replaceChildren(...all.nodes.map((n) => Object.assign(element('option'), { value: n.id, label: n.description })));
}

recall();
catalogue();
plan();
$('job').addEventListener('input', later);
$('job').addEventListener('submit', (e) => e.preventDefault());
$('add').addEventListener('click', () => { addNode(1, 'dgx-a100'); later(); });
$('why').addEventListener('submit', explain);
$('export').addEventListener('click', download);
$('copy').addEventListener('click', () => navigator.clipboard.writeText($('command').textContent));
