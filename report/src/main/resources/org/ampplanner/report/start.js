// all charts are known: draw them
if (pick) {
  pick.addEventListener('change', () => choose(Number(pick.value)));
  pickReplica.addEventListener('change', () => { replica = Number(pickReplica.value); drawTimeline(); });
  fillReplicas();
}
applyTheme();
document.documentElement.dataset.ready = 'yes';
