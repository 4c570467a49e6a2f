import { behaviourFrom, type SimulatorBehaviour, type SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import type { Governance } from './governance.js';

/** Per Mbps and month once the vendors have raised them; where they never do, as they are from the beginning. */
export function raisedPrices(
  behaviour: SimulatorBehaviourInput,
  governance: Governance | undefined,
): SimulatorBehaviour['prices'] {
  const { wuyingMinor, cenMinor, ugnMinor } = behaviourFrom(behaviour).prices;
  const raised = (minor: number) => Math.round((minor * (100 + (governance?.rise?.percent ?? 0))) / 100);
  return { wuyingMinor: raised(wuyingMinor), cenMinor: raised(cenMinor), ugnMinor: raised(ugnMinor) };
}
