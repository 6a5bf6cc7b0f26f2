import { describeStoryOn } from '../../worlds/story-on.ts';

describeStoryOn('traefik', { traefik: 'SLUICE_TRAEFIK' });
