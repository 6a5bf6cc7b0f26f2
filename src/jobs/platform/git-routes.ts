import type { Target } from '../../gateway/target.ts';
import { withContent } from '../../release/compose.ts';
import type { TargetRoutes } from '../../release/parity/ways.ts';
import { canExpress, type Rendered } from './render.ts';

/** Where these targets would answer by what git says alone; nothing of one that cannot express it, or does not tell. */
export function gitRoutes(rendered: Rendered, targets: readonly Target[]): TargetRoutes[] {
  return targets.flatMap((target): TargetRoutes[] => {
    const { name } = target;
    if (target.access === undefined || !canExpress(rendered, name)) return [];
    const manifest = withContent({ target: name, resources: [] }, rendered.content);
    return [{ target: name, routes: target.access(manifest) }];
  });
}
