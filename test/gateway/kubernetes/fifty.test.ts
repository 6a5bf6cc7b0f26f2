import { describeFiftyOn } from '../../worlds/fifty-on.ts';

describeFiftyOn('kubernetes', {
  programs: { 'kube-apiserver': 'SLUICE_KUBE_APISERVER', etcd: 'SLUICE_ETCD', traefik: 'SLUICE_TRAEFIK' },
  goneAfter: 25,
});
