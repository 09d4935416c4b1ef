import type { Measurement, Peer, Row } from './measurement.ts';

/** A row as it is printed and written: what was measured, and whether that is enough. */
export interface Judged {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  /** On which side of the limit the value has to lie. */
  readonly bound: 'at most' | 'at least';
  readonly ok: boolean;
  /** Set where the machine was busy and the ratio to a peer of the same run decided. */
  readonly judgedBy?: string;
  readonly peer?: Peer;
  readonly peers?: readonly Peer[];
  readonly detail?: Measurement['detail'];
}

/** Holds a measurement against its row's limit; on a busy machine the ratio to the peer will do. */
export function judged(row: Omit<Row, 'measure'>, measured: Measurement, busy: boolean): Judged {
  const { value, peers = [], holds = true, detail } = measured;
  const atMost = 'atMost' in row.limit;
  const limit = 'atMost' in row.limit ? row.limit.atMost : row.limit.atLeast;
  const fits = (bound: number) => (atMost ? value <= bound : value >= bound);
  const { whenBusy } = row;
  const peer = whenBusy === undefined ? undefined : peers.find(({ name }) => name.startsWith(whenBusy.peer));
  const byPeer = busy && peer !== undefined && !fits(limit) && fits(whenBusy!.ratio * peer.value);
  return {
    id: row.id,
    what: row.what,
    value,
    unit: row.unit,
    limit,
    bound: atMost ? 'at most' : 'at least',
    ok: holds && (fits(limit) || byPeer),
    ...(byPeer ? { judgedBy: `ratio to ${peer.name}` } : {}),
    ...(peers.length > 0 ? { peer: peers[0]!, peers } : {}),
    ...(detail === undefined ? {} : { detail }),
  };
}
