/** Where the App is installed, and on what. */
import type { Octokit } from '@octokit/rest';
import { unlessMissing } from './errors.ts';
import type { RepositoryFacts } from './repo.ts';

export interface Installation {
  readonly id: number;
  /** Login of the organisation or person. */
  readonly account: string;
  readonly suspended: boolean;
  /** What was granted, for example `{ contents: 'write' }`. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

export interface Installations {
  installations(): Promise<readonly Installation[]>;
  installation(id: number): Promise<Installation | undefined>;
  /** Undefined where the App is not installed on it. */
  installationOf(fullName: string): Promise<number | undefined>;
  repositories(installationId: number): Promise<readonly RepositoryFacts[]>;
}

export function createInstallations(asApp: Octokit, asInstallation: (id: number) => Octokit): Installations {
  return {
    installations: async () =>
      (await asApp.paginate(asApp.rest.apps.listInstallations, { per_page: 100 })).map(installationFacts),
    installation: async (id) => {
      const answer = await unlessMissing(asApp.rest.apps.getInstallation({ installation_id: id }));
      return answer && installationFacts(answer.data);
    },
    installationOf: async (fullName) => {
      const [owner = '', repo = ''] = fullName.split('/');
      const answer = await unlessMissing(asApp.rest.apps.getRepoInstallation({ owner, repo }));
      return answer?.data.id;
    },
    repositories: async (installationId) => {
      const octokit = asInstallation(installationId);
      const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100 });
      return all.map(repositoryFacts);
    },
  };
}

interface InstallationAnswer {
  readonly id: number;
  readonly account: object | null;
  readonly suspended_at: string | null;
  readonly permissions: object;
  readonly events: readonly string[];
}

function installationFacts({ id, account, suspended_at, permissions, events }: InstallationAnswer): Installation {
  const login = account !== null && 'login' in account ? account.login : undefined;
  return {
    id,
    account: typeof login === 'string' ? login : '',
    suspended: suspended_at !== null,
    permissions: { ...permissions },
    events,
  };
}

interface RepositoryAnswer {
  readonly id: number;
  readonly full_name: string;
  readonly name: string;
  readonly owner: { readonly login: string };
  readonly default_branch: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly has_issues: boolean;
  readonly html_url: string;
  readonly clone_url: string;
}

export function repositoryFacts(data: RepositoryAnswer): RepositoryFacts {
  return {
    id: data.id,
    fullName: data.full_name,
    owner: data.owner.login,
    name: data.name,
    defaultBranch: data.default_branch,
    private: data.private,
    archived: data.archived,
    hasIssues: data.has_issues,
    htmlUrl: data.html_url,
    cloneUrl: data.clone_url,
  };
}
