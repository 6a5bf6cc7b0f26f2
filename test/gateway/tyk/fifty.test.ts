import { describeFiftyOn } from '../../worlds/fifty-on.ts';

describeFiftyOn('tyk', { programs: { tyk: 'SLUICE_TYK', 'redis-server': 'SLUICE_REDIS_SERVER' }, goneAfter: 25 });
