import type { Invariant } from './invariant.js';
import { livesOf } from './lives.js';

export const releasedIsGone: Invariant = {
  name: 'released-means-gone',
  promise: 'A package that says it is Released costs nothing any more.',
  broken: (evidence) =>
    livesOf(evidence)
      .filter(({ end }) => end.state.status === 'Released')
      .flatMap(({ end, resources }) =>
        resources
          .filter(({ billing, resourceId }) => billing && resourceId === end.state.resourceId)
          .map(({ resourceId }) => `${end.name} is Released, and ${resourceId} is still billed`),
      ),
};
