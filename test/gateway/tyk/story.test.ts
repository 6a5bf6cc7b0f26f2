import { describeStoryOn } from '../../worlds/story-on.ts';

describeStoryOn('tyk', { tyk: 'SLUICE_TYK', 'redis-server': 'SLUICE_REDIS_SERVER' });
