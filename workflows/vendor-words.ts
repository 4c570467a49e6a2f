import { ActivityFailure } from '@temporalio/workflow';
import type { VendorAnswer } from '../model/outcome.js';

/** Which codes are about money is said in the vendor's documentation, not in their form. */
export function isForMoney(code: string): boolean {
  return /InsufficientBalance|Arrearage|AccountMoney/.test(code);
}

/** The vendor's words and what to do about them. */
export function sentence(answer: VendorAnswer): string {
  return [`${answer.code}: ${answer.message}`, answer.remedy].filter((part) => part !== null).join(' ');
}

/** An unpaid or running order in the way is named: a person must pay or cancel that one. */
export async function blockersText(
  code: string,
  read: (() => Promise<readonly string[]>) | undefined,
): Promise<string> {
  if (!/Order\.Unpaid|OrderIsProcessing/.test(code) || read === undefined) return '';
  try {
    const orders = await read();
    return orders.length === 0 ? '' : ` In the way: unpaid order ${orders.slice(0, 5).join(', ')}.`;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return '';
  }
}
