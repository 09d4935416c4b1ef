// An objective function that computes for ever and hears nothing, after it has told the group of its process.
export default function objective(_params, trial) {
  trial.setAttribute('group', process.pid);
  process.on('SIGTERM', () => {});
  for (;;);
}
