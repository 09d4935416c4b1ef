/** A config to begin with. */
export interface Template {
  readonly key: 'curves' | 'two' | 'script' | 'blank';
  readonly text: string;
}

/** Configs to begin with; each is whole. */
export const TEMPLATES: readonly Template[] = [
  {
    key: 'curves',
    text: `name: classifier
# Reports its loss after each epoch: print('vernier {"step": 1, "loss": 0.31}')
program: train.py
metric: { name: loss, goal: minimize }
parameters:
  rate: { min: 0.0001, max: 0.1, log: true }
  layers: { min: 1, max: 4 }
  width: { values: [32, 64, 128, 256], ordered: true }
  optimizer: { values: [sgd, adam] }
  momentum: { min: 0.0, max: 0.99, when: { optimizer: sgd } }
# What does badly after a few epochs is stopped there.
fidelity: { name: epoch, max: 50 }
budget: { trials: 100 }
`,
  },
  {
    key: 'two',
    text: `name: accuracy-and-latency
# Tells both at its end: print('vernier {"accuracy": 0.93, "latency": 12.5}')
program: measure.py
objectives: { accuracy: maximize, latency: minimize }
parameters:
  layers: { min: 1, max: 8 }
  width: { min: 16, max: 512, log: true }
  precision: { values: [float32, bfloat16, int8] }
budget: { trials: 150 }
`,
  },
  {
    key: 'script',
    text: `name: script
# Any program: it gets the parameters as arguments, and its result is read from what it prints.
command: [./solve.sh, "\${args}"]
metric: { name: seconds, goal: minimize }
metrics:
  seconds: 'took ([0-9.]+) s'
parameters:
  threads: { min: 1, max: 16 }
  tolerance: { min: 1.0e-8, max: 1.0e-2, log: true }
  method: { values: [direct, iterative] }
budget: { trials: 50, time: 2h }
`,
  },
  { key: 'blank', text: 'name: ""\nobjectives: { value: minimize }\nparameters: {}\n' },
];
