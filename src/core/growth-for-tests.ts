/** 测试用的耗时增长: how much longer work takes on eight times the text, in this process's own processor time, so that a busy machine does not count. */

const cpuMs = (work: () => void): number => {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
};

/** The smallest ratio met in a few tries; what grows with the square never comes near eight. @param least milliseconds below which a time says nothing */
export function growthOf(work: (length: number) => void, length: number, least: number): number {
  const best = (size: number): number => Math.min(...Array.from({ length: 4 }, () => cpuMs(() => work(size))));
  let ratio = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 4 && ratio > 16; tries++) ratio = Math.min(ratio, best(length * 8) / Math.max(best(length), least));
  return ratio;
}
