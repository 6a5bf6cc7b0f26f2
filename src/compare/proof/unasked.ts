import type { OperationView } from '../../spec/operations.ts';
import { notSought } from '../checks/not-sought.ts';
import { operationSpot } from '../operations/places.ts';
import { NONE, type OperationSet } from '../report/operation-sets.ts';
import type { Report } from '../report/report.ts';
import type { Side } from '../side.ts';
import type { Message } from './meetings.ts';

/** The operations of which not all was asked within the bounds: what no check of the form tells can break there unseen. */
export class Unasked {
  readonly #report: Report;
  #operations = NONE;

  constructor(report: Report) {
    this.#report = report;
  }

  add(operation: OperationView): void {
    this.addAll(this.#report.sets.of(operation));
  }

  addAll(operations: OperationSet): void {
    this.#operations |= operations;
  }

  /** Says that there are such, where there are. */
  tell(messages: readonly Message[], base: Side, head: Side): void {
    const { sets } = this.#report;
    const first = messages.find(({ root }) => (sets.of(root.operation.before) & this.#operations) !== NONE);
    if (first === undefined) return;
    const { before, after } = first.root.operation;
    const group = this.#report.group({
      check: notSought,
      id: 'hidden-breaks-not-sought',
      level: 'info',
      args: [],
      where: '',
      property: '',
      before: operationSpot(base, before),
      after: operationSpot(head, after),
      cause: { side: base, node: base.description.root },
      reversed: false,
      via: () => [],
    });
    this.#report.count(group, this.#operations);
  }
}
