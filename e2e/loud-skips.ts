import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Says once, and loudly, how many tests could not run here and why. */
export default class LoudSkips implements Reporter {
  readonly #reasons = new Map<string, number>();

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status !== 'skipped') return;
    const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'skipped without a reason';
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  onEnd(_result: FullResult): void {
    for (const [reason, count] of this.#reasons) console.log(`\n!!! ${count} TESTS DID NOT RUN: ${reason}`);
  }
}
