import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { withRepository, type Repository } from '../../../src/gateway/git/repository.ts';
import { startGitServer, type GitServer } from '../../github/git-server.ts';
import { never } from '../harness.ts';

vi.mock('execa', { spy: true });

let server: GitServer;
beforeAll(async () => {
  server = await startGitServer({ pushes: true });
  server.commit({ 'README.md': 'Deployed from here.\n' });
});
beforeEach(() => {
  vi.mocked(execa).mockClear();
});
afterAll(() => server.close());

const work = <T>(todo: (repository: Repository, head: string | undefined) => Promise<T>): Promise<T> =>
  withRepository({ url: server.url, branch: 'main', secret: '' }, never, async (repository) =>
    todo(repository, await repository.head()),
  );

it('reads and writes hundreds of files with as many processes as one', async () => {
  const processes = async (count: number): Promise<number> => {
    const texts = Array.from({ length: count }, (_, index) => `text ${index}, größer\n\n`);
    const files = new Map([...texts, ''].map((text, index) => [`api/${index}.yaml`, text]));
    await work((repository, head) => repository.replace(head, `apis-${count}`, files, 'Deploy'));
    const read = await work(async (repository, head) => repository.files(head ?? '', `apis-${count}`));
    expect(new Map(read.map(({ path, text }) => [path.slice(path.indexOf('/') + 1), text]))).toEqual(files);
    const spawned = vi.mocked(execa).mock.calls.length;
    vi.mocked(execa).mockClear();
    return spawned;
  };
  expect(await processes(300)).toBe(await processes(1));
});
