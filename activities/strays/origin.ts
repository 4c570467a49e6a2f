import type { VendorTag } from '../../clouds/alibaba/shared-types.js';
import { MARK_TAG_KEY } from '../../model/mark.js';

/** Programs that leave their name in the tags of what they make. */
const TOOLS: readonly { readonly name: string; readonly sign: RegExp }[] = [
  { name: 'Alibaba Cloud ROS', sign: /^acs:ros\b|\bros:stack/i },
  { name: 'Terraform', sign: /terraform|opentofu/i },
  { name: 'Pulumi', sign: /pulumi/i },
  { name: 'Crossplane', sign: /crossplane/i },
  { name: 'Ansible', sign: /ansible/i },
];
/** Enough to recognise somebody's work by; a resource may carry twenty. */
const TAGS_NAMED = 5;

/** One sentence: who probably made a resource, as far as its mark or its tags tell. */
export function resourceOrigin(mark: string | null, tags: readonly VendorTag[]): string {
  if (mark !== null) return `ordered by Leaseline earlier (mark ${mark}); no package owns it`;
  for (const { name, sign } of TOOLS) {
    const tag = tags.find(({ Key, Value }) => sign.test(Key) || sign.test(Value));
    if (tag !== undefined) return `made by ${name}, as its tag ${written(tag)} says`;
  }
  const telling = tags.filter(({ Key }) => Key !== MARK_TAG_KEY && !/^acs:/i.test(Key)).slice(0, TAGS_NAMED);
  const named = telling.length === 0 ? '' : ` (tagged ${telling.map(written).join(', ')})`;
  return `made in the vendor's console or by another program${named}`;
}

/** The same for an order, which carries no tags; once paid it names what it is for. */
export function orderOrigin(instanceIds: readonly string[]): string {
  const what = instanceIds.length === 0 ? '' : ` for ${instanceIds.join(', ')}`;
  return `placed${what} in the vendor's console or by another program`;
}

function written({ Key, Value }: VendorTag): string {
  return Value === '' ? Key : `${Key}=${Value}`;
}
