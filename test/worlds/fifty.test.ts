import { describeFiftyOn } from './fifty-on.ts';

describeFiftyOn('embedded', { goneAfter: 1 });
