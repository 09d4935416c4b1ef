// Counts what Vitest ran and writes it to the file in VERNIER_TEST_REPORT, with the reason of each skipped test.
import { writeFileSync } from 'node:fs';

export default class CountingReporter {
  onTestRunEnd(modules, errors) {
    const report = {
      passed: 0,
      failed: errors.length,
      skipped: [],
      failures: errors.map((error) => String(error.message)),
    };
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests++;
        const { state, note } = test.result();
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (state === 'passed') report.passed++;
        else if (state === 'failed') {
          report.failed++;
          report.failures.push(name);
        } else if (state === 'skipped') report.skipped.push({ name, reason: note ?? null });
      }
      // A file that does not even load has no tests, and must not pass for that.
      if (module.state() === 'failed' && (tests === 0 || module.errors().length > 0)) {
        report.failed++;
        report.failures.push(module.relativeModuleId);
      }
    }
    writeFileSync(process.env.VERNIER_TEST_REPORT, JSON.stringify(report));
  }
}
