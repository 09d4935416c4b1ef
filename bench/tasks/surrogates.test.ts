import { expect, test } from 'vitest';
import { surrogate, type SurrogateName } from './surrogates.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const NAMES: readonly SurrogateName[] = ['lcbench', 'rbv2_rpart', 'rbv2_xgboost', 'iaml_glmnet'];

test.each(NAMES)('%s answers what the network that it was made from answered in onnxruntime', (name) => {
  const { examples, evaluate } = surrogate(name, ROOT);
  expect(examples.length).toBeGreaterThan(3);
  for (const { instance, config, output } of examples) {
    const found = evaluate(instance, config);
    output.forEach((expected, i) =>
      expect(Math.abs(found[i]! - expected)).toBeLessThan(1e-3 * Math.max(1e-3, Math.abs(expected))),
    );
  }
});
