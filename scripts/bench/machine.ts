import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

/** What the figures are measured on, and what it has to do at this moment; neither its name nor any path. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const load = Math.round(loadavg()[0] ?? 0);
  return `${first?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${memory} GB, ${platform()} ${arch()}, Node ${process.version.slice(1)}, load average ${load}`;
}
