import { describeFiftyOn } from '../../worlds/fifty-on.ts';

describeFiftyOn('traefik', { programs: { traefik: 'SLUICE_TRAEFIK' }, goneAfter: 0 });
