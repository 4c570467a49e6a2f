import type { SimulatorBehaviour } from './behaviour.js';

const firstOfficeSite = 3_633_530_001;
/** When everything that was always there was created. */
export const fixtureCreatedAt = Date.UTC(2024, 0, 15, 2, 30, 0);

export interface OfficeSite {
  readonly officeSiteId: string;
  readonly regionId: string;
  readonly name: string;
}

export const officeRegions = [
  'cn-hangzhou',
  'cn-shanghai',
  'cn-beijing',
  'cn-shenzhen',
  'cn-guangzhou',
  'cn-chengdu',
  'cn-qingdao',
  'cn-zhangjiakou',
  'cn-nanjing',
  'cn-hongkong',
  'ap-southeast-1',
  'ap-southeast-3',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-northeast-1',
  'ap-northeast-2',
  'us-east-1',
  'us-west-1',
  'eu-central-1',
  'eu-west-1',
  'me-east-1',
  'me-central-1',
] as const;

/** Regions are taken as they come, so that nobody's region is missing; this only keeps nonsense out. */
export function isRegion(regionId: string): boolean {
  return /^[a-z]{2,4}(-[a-z0-9]{1,20}){1,3}$/.test(regionId);
}

/** The office site with this id, if there is one. */
export function officeSite(behaviour: SimulatorBehaviour, officeSiteId: string): OfficeSite | null {
  const [regionId, directory, ...rest] = officeSiteId.split('+');
  if (regionId === undefined || directory === undefined || rest.length > 0 || !isRegion(regionId)) return null;
  if (behaviour.more.officeSites.includes(officeSiteId)) return { officeSiteId, regionId, name: directory };
  const digits = /^dir-(\d{10})$/.exec(directory)?.[1];
  if (digits === undefined) return null;
  const index = Number(digits) - firstOfficeSite;
  if (index < 0 || index >= behaviour.officeSitesPerRegion) return null;
  return siteAt(regionId, index);
}

export function officeSites(behaviour: SimulatorBehaviour, regionId: string): OfficeSite[] {
  const own = behaviour.more.officeSites.map((id) => officeSite(behaviour, id)).filter((site) => site !== null);
  const demonstration = Array.from({ length: behaviour.officeSitesPerRegion }, (_, index) => siteAt(regionId, index));
  return [
    ...own.filter((site) => site.regionId === regionId),
    ...demonstration.filter(({ officeSiteId }) => !behaviour.more.officeSites.includes(officeSiteId)),
  ];
}

function siteAt(regionId: string, index: number): OfficeSite {
  return { officeSiteId: `${regionId}+dir-${firstOfficeSite + index}`, regionId, name: `office-${index + 1}` };
}

/** `cen-demo000000000001` onward, and what else is there. */
export function cenIds({ cens, more }: SimulatorBehaviour): string[] {
  const demonstration = Array.from({ length: cens }, (_, index) => `cen-demo${String(index + 1).padStart(12, '0')}`);
  return [...new Set([...demonstration, ...more.cens])];
}

/** `ugn-demo00000001` onward, and what else is there. */
export function ugnIds({ ugns, more }: SimulatorBehaviour): string[] {
  const demonstration = Array.from({ length: ugns }, (_, index) => `ugn-demo${String(index + 1).padStart(8, '0')}`);
  return [...new Set([...demonstration, ...more.ugns])];
}

/** The regions in which every UGN has a network, the added ones too. */
export function ugnRegionsOf({ more }: SimulatorBehaviour): string[] {
  return [...new Set([...ugnRegions, ...more.ugnRegions])];
}

/** The regions in which every demonstration UGN has a network. */
export const ugnRegions = [
  'cn-bj2',
  'cn-sh',
  'cn-sh2',
  'cn-gd',
  'cn-gd02',
  'cn-wlcb',
  'cn-qz',
  'hk',
  'tw-tp',
  'sg',
  'jpn-tky',
  'kr-seoul',
  'th-bkk',
  'idn-jakarta',
  'vn-sng',
  'ph-mnl',
  'ind-mumbai',
  'pk-khi',
  'uae-dubai',
  'rus-mosc',
  'ge-fra',
  'uk-london',
  'tr-ist',
  'us-ca',
  'us-ws',
  'us-den',
  'mex-qro',
  'bra-saopaulo',
  'afr-nigeria',
  'au-syd',
] as const;

/** Which Alibaba Cloud regions lie in an area, by the area's lower-case name. */
export const areaRegions: Readonly<Record<string, readonly string[]>> = {
  china: [
    'cn-hangzhou',
    'cn-shanghai',
    'cn-beijing',
    'cn-shenzhen',
    'cn-guangzhou',
    'cn-chengdu',
    'cn-qingdao',
    'cn-zhangjiakou',
    'cn-huhehaote',
    'cn-nanjing',
    'cn-wulanchabu',
    'cn-heyuan',
  ],
  'north-america': ['us-east-1', 'us-west-1'],
  'asia-pacific': [
    'cn-hongkong',
    'ap-southeast-1',
    'ap-southeast-3',
    'ap-southeast-5',
    'ap-southeast-6',
    'ap-southeast-7',
    'ap-northeast-1',
    'ap-northeast-2',
  ],
  europe: ['eu-central-1', 'eu-west-1'],
  australia: ['ap-southeast-2'],
  'middle-east': ['me-east-1', 'me-central-1'],
};
