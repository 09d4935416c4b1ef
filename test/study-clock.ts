import type { VirtualClock } from '../src/execution/virtual-clock.ts';
import type { Clock } from '../src/study/study.ts';

/** A study's clock on virtual time. @param time the clock of the moment: tests may have one each */
export function studyClock(time: () => VirtualClock): Clock {
  return {
    instant: () => 1e12 + time().now(),
    elapsed: () => time().now(),
    after(ms, callback) {
      let isOff = false;
      void time()
        .sleep(ms)
        .then(() => {
          if (!isOff) callback();
        });
      return () => {
        isOff = true;
      };
    },
  };
}
