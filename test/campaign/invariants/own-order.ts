import type { Invariant } from './invariant.js';
import { type Life, livesOf } from './lives.js';

export const ownsWhatItOrdered: Invariant = {
  name: 'owns-only-what-it-ordered',
  promise: 'A package takes for its own only what its own order made, unless a person named something else.',
  broken: (evidence) => livesOf(evidence).flatMap(takenFromOthers),
};

function takenFromOthers(life: Life): string[] {
  const { end, resources, bought, later } = life;
  const { resourceId, orderId } = end.state;
  const named = end.said.some(
    ({ say, argument, accepted }) => say === 'resolve' && 'resourceId' in argument && accepted,
  );
  if (named) return [];
  const ownsResource = resourceId === null || resources.some((one) => one.resourceId === resourceId);
  const ownsOrder = orderId === null || [...bought, ...later].some((order) => order.orderId === orderId);
  return [
    ...(ownsResource ? [] : [`${end.name} holds ${resourceId}, which it never ordered`]),
    ...(ownsOrder ? [] : [`${end.name} waits for order ${orderId}, which is not its own`]),
  ];
}
