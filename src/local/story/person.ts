import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';

/** Somebody who works with git and GitHub as people do: a clone of their own, pushes, pull requests, comments, merges. */
export interface Person {
  readonly login: string;
  readonly octokit: Octokit;
  /** Commits these files on a new branch off the default one's newest state and pushes it. */
  push(branch: string, message: string, files: Readonly<Record<string, string>>): Promise<string>;
  open(branch: string, title: string, body: string): Promise<number>;
  comment(issue: number, body: string): Promise<number>;
  merge(pull: number, method?: 'merge' | 'squash' | 'rebase'): Promise<string>;
  /** A file as it is on the default branch now. */
  read(path: string): Promise<string>;
}

export interface PersonOptions {
  readonly login: string;
  readonly token: string;
  readonly apiUrl: string;
  /** Of GitHub, without credentials. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  readonly branch: string;
  /** Where their clone is. */
  readonly folder: string;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export function person(options: PersonOptions): Person {
  const { login, token, owner, repo, branch: base } = options;
  const octokit = new Octokit({ auth: token, baseUrl: options.apiUrl, log: silent });
  const place = { owner, repo };
  const clone = join(options.folder, login);
  const git = gitIn(clone, login, token);
  return {
    login,
    octokit,
    async push(branch, message, files) {
      await mkdir(clone, { recursive: true });
      await git('init', '--quiet', '--initial-branch', 'scratch');
      await git('fetch', '--quiet', '--depth', '1', `${options.url}/${owner}/${repo}.git`, base);
      await git('checkout', '--quiet', '--force', '-B', branch, 'FETCH_HEAD');
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(clone, path)), { recursive: true });
        await writeFile(join(clone, path), content);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      await git('push', '--quiet', `${options.url}/${owner}/${repo}.git`, `HEAD:refs/heads/${branch}`);
      return (await git('rev-parse', 'HEAD')).stdout.trim();
    },
    async open(head, title, body) {
      return (await octokit.rest.pulls.create({ ...place, head, base, title, body })).data.number;
    },
    async comment(issue, body) {
      return (await octokit.rest.issues.createComment({ ...place, issue_number: issue, body })).data.id;
    },
    async merge(pull, method = 'squash') {
      return (await octokit.rest.pulls.merge({ ...place, pull_number: pull, merge_method: method })).data.sha;
    },
    async read(path) {
      const { data } = await octokit.rest.repos.getContent({ ...place, path, mediaType: { format: 'raw' } });
      return data as unknown as string;
    },
  };
}

type Git = (...args: string[]) => Promise<{ stdout: string }>;

/** The token goes by the environment: neither a remote's address nor an argument ever holds it. */
function gitIn(cwd: string, login: string, token: string): Git {
  const basic = Buffer.from(`${login}:${token}`).toString('base64');
  const env = {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: login,
    GIT_AUTHOR_EMAIL: `${login}@acme.example`,
    GIT_COMMITTER_NAME: login,
    GIT_COMMITTER_EMAIL: `${login}@acme.example`,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  return (...args) => execa('git', args, { cwd, env });
}
