import { missing, serverBinary } from '../../servers/server.ts';

const tyk = serverBinary('tyk');
const redisServer = serverBinary('redis-server');

/** What the suite needs; undefined where it is passed over. */
export const tykPrograms = tyk !== undefined && redisServer !== undefined ? { tyk, redisServer } : undefined;

if (tyk === undefined) process.stdout.write(`The tests on a real Tyk are passed over: ${missing('tyk')}.\n`);
else if (redisServer === undefined)
  process.stdout.write(`The tests on a real Tyk are passed over: ${missing('redis-server')}.\n`);
