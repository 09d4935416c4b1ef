/** What the server has answered, for Prometheus. */
export class Counters {
  readonly #requests = new Map<string, number>();

  /** @param route the pattern, never the address: names are nobody's business */
  count(method: string, route: string, status: number): void {
    const key = `method="${method}",route="${route}",status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
  }

  /** All of it in Prometheus' text form, and the gauges given. */
  text(
    gauges: Readonly<Record<string, { readonly help: string; readonly value: number; readonly counter?: boolean }>>,
  ) {
    const lines = ['# HELP vernier_requests_total Requests answered.', '# TYPE vernier_requests_total counter'];
    for (const [labels, count] of this.#requests) lines.push(`vernier_requests_total{${labels}} ${count}`);
    for (const [name, { help, value, counter }] of Object.entries(gauges))
      lines.push(
        `# HELP vernier_${name} ${help}`,
        `# TYPE vernier_${name} ${counter === true ? 'counter' : 'gauge'}`,
        `vernier_${name} ${value}`,
      );
    return `${lines.join('\n')}\n`;
  }
}
