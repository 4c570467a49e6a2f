import { join } from 'node:path';
import proto from '@temporalio/proto';
import { projectRoot } from '../../workers/embedded/home.js';
import { ResidentProcess } from './resident-process.js';

type IHistory = proto.temporal.api.history.v1.IHistory;

export interface ReplayTask {
  /** File of the workflow bundle. */
  readonly codePath: string;
  readonly workflowId: string;
  /** As protobuf writes it. */
  readonly history: Uint8Array;
}

/** What the SDK says of a history that this code would have written otherwise. */
export interface ReplayProblem {
  /** Of the error's class. */
  readonly name: string;
  readonly message: string;
}

/**
 * Replays happen in a process of their own: the SDK (1.24) replays in the main thread and leaves its promise hooks
 * there, and every promise made in that process from then on takes many times as long.
 */
const replayer = new ResidentProcess<ReplayTask, ReplayProblem | null>(
  join(projectRoot(), 'dist', 'test', 'support', 'replay-host.js'),
);

/** @returns null when this code decides as the history says */
export function replayProblem(codePath: string, workflowId: string, history: IHistory): Promise<ReplayProblem | null> {
  return replayer.ask({
    codePath,
    workflowId,
    history: proto.temporal.api.history.v1.History.encode(history).finish(),
  });
}
