import { asList, asMap, asText, child, fault, onlyKeys, type Tree } from '../space/file-tree.ts';
import { nearest } from '../space/names.ts';

/** What a run tells of, beside shares of its budget (`budget-50%`). */
export const NOTIFY_WORDS = ['finished', 'failed', 'new-best', 'paused'] as const;

/** Who is told of what. */
export interface NotifyRule {
  /** Words of `NOTIFY_WORDS`, and shares of the budget in percent. */
  readonly on: readonly ((typeof NOTIFY_WORDS)[number] | number)[];
  readonly to: NotifyTarget;
}

/** Where a message goes: an address that it is posted to as JSON, or a program that finds it in its environment. */
export type NotifyTarget = { readonly webhook: string } | { readonly command: readonly string[] };

const EXAMPLE = '[{ on: [finished, new-best], webhook: https://hooks.example.org/tuning }]';

/** `notify: [{ on: [finished], webhook: https://… }, { on: budget-50%, command: [notify-send, Half] }]`. @throws `config-invalid` */
export function readNotify(tree: Tree, objectives: number): readonly NotifyRule[] {
  const items = tree.kind === 'map' ? [tree] : asList(tree, 'notify', EXAMPLE).items;
  return items.map((item) => {
    const map = asMap(item, 'notify: a rule', EXAMPLE);
    onlyKeys(map, ['on', 'webhook', 'command'], 'notify');
    const [on, webhook, command] = ['on', 'webhook', 'command'].map((key) => child(map, key));
    if (on === undefined)
      throw fault(map, 'A rule of notify does not say of what it tells.', 'Add on: [finished, new-best].');
    const words = on.kind === 'list' ? on.items : [on];
    if (words.length === 0) throw fault(on, 'notify: on is empty.', 'Write on: [finished, new-best].');
    if ((webhook === undefined) === (command === undefined))
      throw fault(
        map,
        `A rule of notify has ${webhook === undefined ? 'neither' : 'both'} webhook and command.`,
        'Give one of them.',
      );
    return {
      on: words.map((word) => asEvent(word, objectives)),
      to: webhook === undefined ? { command: asCommand(command!) } : { webhook: asWebhook(webhook) },
    };
  });
}

function asEvent(tree: Tree, objectives: number): NotifyRule['on'][number] {
  const text = asText(tree, 'notify: on');
  const share = /^budget-([1-9]\d?|100)%$/.exec(text);
  if (share !== null) return Number(share[1]);
  const word = NOTIFY_WORDS.find((known) => known === text);
  if (word === undefined) {
    const near = nearest(text, [...NOTIFY_WORDS, 'budget-50%']);
    const known = `Expected ${NOTIFY_WORDS.join(', ')}, or a share of the budget such as budget-50%.`;
    throw fault(
      tree,
      `notify: on has "${text}", which is nothing that a run tells of.`,
      near === null ? known : `Did you mean "${near}"?`,
    );
  }
  if (word === 'new-best' && objectives > 1)
    throw fault(
      tree,
      'notify: on has new-best, and several objectives have no best trial.',
      'Leave it out: finished tells of the front.',
    );
  return word;
}

function asCommand(tree: Tree): readonly string[] {
  const words = asList(tree, 'notify: command', '[notify-send, Tuning]').items.map((word) =>
    asText(word, 'notify: command: a word'),
  );
  if (words.length === 0) throw fault(tree, 'notify: command is empty.', 'Write [notify-send, Tuning].');
  return words;
}

/** What is said of a study is nobody's business on the way: only this machine may be told in plain. */
function asWebhook(tree: Tree): string {
  const text = asText(tree, 'notify: webhook');
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    throw fault(
      tree,
      `notify: webhook is "${text}"; expected an address that begins with https://.`,
      'http:// is for this machine alone: http://127.0.0.1:8080/hook',
    );
  if (url.username !== '' || url.password !== '')
    throw fault(
      tree,
      'notify: webhook holds a name or a password, which addresses do not carry.',
      'Use a secret path or query, as the service gives it.',
    );
  return url.href;
}
