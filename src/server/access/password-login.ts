import type { Clock } from '../../study/study.ts';
import { tooMany } from './gate.ts';
import type { ServerPorts, UserRecord } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { TokenBuckets } from './token-buckets.ts';
import { asUserName, isUserName } from './user-name.ts';

/** Wrong passwords for one user, from wherever they come: ten at once, then one a minute. */
const WRONG_PASSWORDS = 10;
const WRONG_A_SECOND = 1 / 60;

/** A check takes a good part of a second and much memory: one at a time, and no more waiting than so many. */
const MOST_WAITING = 8;

/** No password is longer, in UTF-16 units. */
const LONGEST = 1000;

/** Checks names and passwords. Those who guess have to wait, by their address and by whom they guess at. */
export class PasswordLogin {
  readonly #ports: Pick<ServerPorts, 'users' | 'passwordMatches'>;
  readonly #byAddress: TokenBuckets;
  readonly #byName: TokenBuckets;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param byAddress counts what was refused to an address, wrong tokens included */
  constructor(ports: Pick<ServerPorts, 'users' | 'passwordMatches'>, clock: Clock, byAddress: TokenBuckets) {
    this.#ports = ports;
    this.#byAddress = byAddress;
    this.#byName = new TokenBuckets(WRONG_A_SECOND, WRONG_PASSWORDS, () => clock.elapsed());
  }

  /** The name of a user; null = nobody has it. For the audit log alone: a name that nobody has may be a password in the wrong field. */
  knownName(typed: string): string | null {
    return this.#find(typed)?.name ?? null;
  }

  #find(typed: string): UserRecord | null {
    const name = asUserName(typed);
    return this.#ports.users().find((user) => user.name === name) ?? null;
  }

  /**
   * The user with this name and password. A wrong name takes as long as a wrong password, and is answered by the same words.
   *
   * @throws Refusal 401, 429 for whoever guesses
   */
  async check(typed: string, password: string, address: string): Promise<UserRecord> {
    const name = asUserName(typed);
    // Counted before the check, and taken back after a good one: of many that come at once none gets through uncounted.
    this.#takeFrom(this.#byAddress, address, 'from this address');
    if (!isUserName(name) || password.length > LONGEST) throw wrong();
    this.#takeFrom(this.#byName, name, 'for this name');
    const user = this.#find(name);
    const isRight = await this.#inTurn(() => this.#ports.passwordMatches(password, user?.password ?? null));
    if (!isRight || user === null) throw wrong();
    this.#byAddress.giveBack(address);
    this.#byName.giveBack(name);
    return user;
  }

  #takeFrom(buckets: TokenBuckets, name: string, where: string): void {
    if (!buckets.take(name)) throw tooMany(`Too many wrong logins ${where}.`, buckets.wait(name));
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw tooMany('Too many people are logging in at this moment.', 2000);
    this.#waiting++;
    const turn = this.#last.then(work).finally(() => this.#waiting--);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const wrong = (): Refusal =>
  new Refusal(401, 'login-wrong', 'The name or the password is wrong.', {
    hint: 'Whoever runs the server can set a new password: vernier user passwd NAME',
    headers: { 'www-authenticate': 'Bearer' },
  });
