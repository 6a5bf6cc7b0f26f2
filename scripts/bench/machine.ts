import { arch, cpus, platform, totalmem } from 'node:os';

/** What the figures were measured on; neither its name nor any path. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${first?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, ${memory} GB, ${platform()} ${arch()}, Node ${process.version.slice(1)}`;
}
