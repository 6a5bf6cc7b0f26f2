import { describeStoryOn } from '../../worlds/story-on.ts';

describeStoryOn('traefik', { traefik: 'SLUICE_TRAEFIK' });
describeStoryOn('traefik-file', { traefik: 'SLUICE_TRAEFIK' });
