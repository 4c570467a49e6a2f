import type { DeskName } from '../model/ids.js';
import type { StrayOrder, StrayResource } from '../model/survey.js';

export interface DescribeStrays {
  readonly desk: DeskName;
  readonly resources: readonly { readonly resourceId: string; readonly firstSeenAt: string }[];
  readonly orderIds: readonly string[];
}

export async function describeStrays(_input: DescribeStrays): Promise<{
  readonly resources: readonly StrayResource[];
  readonly orders: readonly StrayOrder[];
}> {
  return { resources: [], orders: [] };
}
