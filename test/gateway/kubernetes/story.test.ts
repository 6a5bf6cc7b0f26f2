import { describeStoryOn } from '../../worlds/story-on.ts';

describeStoryOn('kubernetes', {
  'kube-apiserver': 'SLUICE_KUBE_APISERVER',
  etcd: 'SLUICE_ETCD',
  traefik: 'SLUICE_TRAEFIK',
});
